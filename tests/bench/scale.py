"""``python -m tests.bench.scale``: what many articles cost the build, beside a bare Pelican.

For each size: a bare Pelican's build and this project's (reading by its rules, rendering, the proof), both clean and in
turns; `make publish` once more after one article changed, compression included; and compression, apart. Each run is a
process of its own; seconds are the median of the turns, memory is the peak of the largest process in any. Prints a
table and where the time of a build goes, and draws the growth into bench/. EDITION_SIZES="1 10" names other sizes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pygal

from edition.bundle.ours import claim
from edition.faults import ROOT
from edition.workers import progress
from tests.bench.articles import write_articles

ORIGINAL = ROOT / "content" / "jining-gaoxinqu.md"
SIZES = "1 10 100 1000 10000"
PROFILED = 1000  # articles in the build that is profiled, at most
MAXRSS = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ru_maxrss (getrusage(2))


class Cost(NamedTuple):
    """What a run took: seconds by the clock, seconds of all processors together, bytes of its largest process."""

    seconds: float
    processor: float
    memory: int


class Row(NamedTuple):
    """The costs of one size."""

    size: int
    bare: Cost
    ours: Cost
    again: Cost
    compressed: Cost


def run(kind: str, folder: Path) -> Cost:
    """Build the folder's articles in one of the ways of builds.py; return the cost."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.builds", kind, str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)  # with what its own children used
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the build {kind} failed, see above")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS)


def middle(costs: list[Cost]) -> Cost:
    """Return the medians of the times, and the most memory."""
    seconds, processor, memory = zip(*costs, strict=True)
    return Cost(median(seconds), median(processor), max(memory))


def measure(folder: Path, size: int) -> Row:
    """Return the costs of so many articles, which are written into the folder."""
    write_articles(folder / "content", size, ORIGINAL)
    costs: dict[str, list[Cost]] = {"bare": [], "ours": []}
    for _ in range(5 if size <= 100 else 3 if size <= 1000 else 1):
        for kind, output in [("bare", "bare"), ("ours", "output")]:
            shutil.rmtree(folder / output, ignore_errors=True)
            costs[kind].append(run(kind, folder))
    compressed = run("compressed", folder)
    article = folder / "content" / f"article-{size}.md"
    article.write_text(article.read_text(encoding="utf-8").replace("\nNote: ", "\nNote: 又注。", 1), encoding="utf-8")
    return Row(size, middle(costs["bare"]), middle(costs["ours"]), run("again", folder), compressed)


def print_table(rows: list[Row]) -> None:
    """Print a line a size, and what one more article costs."""
    print("          seconds (all processors)                             largest process, MB   once more, apart, s")
    print(
        "articles  bare Pelican     this build       ratio               bare   this build      one changed  compression"
    )
    for size, bare, ours, again, compressed in rows:
        print(
            f"{size:>8}{bare.seconds:>7.2f} ({bare.processor:6.2f}){ours.seconds:>9.2f} ({ours.processor:6.2f})"
            f"{ours.seconds / bare.seconds:>8.2f} {bare.memory / 1e6:>21.0f}{ours.memory / 1e6:>11.0f}"
            f"{again.seconds:>15.2f}{compressed.seconds:>13.2f}"
        )
    for fewer, more in pairwise(rows):
        ours, bare = (
            (after.seconds - before.seconds) / (more.size - fewer.size) * 1000
            for before, after in [(fewer.ours, more.ours), (fewer.bare, more.bare)]
        )
        print(f"from {fewer.size} to {more.size}: {ours:.2f} ms an article, {bare:.2f} bare, {ours / bare:.2f} times")


def draw(file: Path, title: str, unit: str, lines: dict[str, list[tuple[int, float]]]) -> None:
    """Draw the lines, each points of size and value, on logarithmic axes, as SVG."""
    chart = pygal.XY(title=title, x_title="articles", y_title=unit, js=[], logarithmic=True, legend_at_bottom=True)
    sizes = sorted({size for points in lines.values() for size, _ in points})
    chart.x_labels = [{"value": size, "label": f"{size:,}"} for size in sizes]
    for name, points in lines.items():
        chart.add(name, points)
    file.write_bytes(chart.render())
    print(f"drawn: {file}")


def main(sizes: list[int], plots: Path) -> None:
    """Measure, print and draw."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in progress(sizes, len(sizes), "Building articles by the number"):
            rows.append(measure(Path(scratch, str(size)), size))
            shutil.rmtree(Path(scratch, str(size)))
        print_table(rows)
        profiled = min(PROFILED, max(sizes))
        print(f"where the time of a build of {profiled} articles goes (cProfile, one process):", flush=True)
        folder = Path(scratch, "profiled")
        write_articles(folder / "content", profiled, ORIGINAL)
        subprocess.run([sys.executable, "-m", "tests.bench.builds", "profile", str(folder)], cwd=ROOT, check=True)
    claim(plots, "seconds.svg", "memory.svg")
    for title, unit, value in [
        ("Seconds", "seconds", lambda cost: round(cost.seconds, 3)),
        ("Memory", "MB of the largest process", lambda cost: round(cost.memory / 1e6, 1)),
    ]:
        lines = {
            "bare Pelican": [(row.size, value(row.bare)) for row in rows],
            "this build": [(row.size, value(row.ours)) for row in rows],
            "make publish once more, one article changed": [(row.size, value(row.again)) for row in rows],
        }
        draw(plots / f"{title.lower()}.svg", f"{title} by the number of articles", unit, lines)


if __name__ == "__main__":
    main(sorted({int(size) for size in (os.environ.get("EDITION_SIZES") or SIZES).split()}), ROOT / "bench")
