"""``python -m tests.bench.scale FOLDER SIZE…``: what so many articles cost the build, beside a bare Pelican.

For each size: a bare Pelican's build and this project's (reading by its rules, rendering, every check), both clean
and in turns; a rebuild after one article changed, compression included; and compression, apart. Each run is a process of its own; seconds
are the median of the turns, memory is the peak of the largest process in any. Prints a table and where the time of
a build goes, and draws the growth into FOLDER.
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

from edition.faults import ROOT
from edition.workers import progress
from tests.bench.articles import write_articles

PROJECT = (
    *("theme", "plugins", "deploy", "pelicanconf.py", "publishconf.py"),
    *("tests/__init__.py", "tests/checks", "tests/bench"),
)
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
    rebuild: Cost
    compression: Cost

    @property
    def ratio(self) -> float:
        """How many times as long as the bare build ours took."""
        return self.ours.seconds / self.bare.seconds


def run(project: Path, module: str, *arguments: str) -> Cost:
    """Run one of the project's modules; return its cost."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=project, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)  # with what its own children used
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{module} failed, see above")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS)


def build(project: Path, module: str, *options: str) -> Cost:
    """Run this project's own build; module: edition.bundle.build, or the one that leaves its compression out."""
    return run(project, module, "--settings", "publishconf.py", "--output", "output", *options)


def make_project(folder: Path, size: int) -> Path:
    """Return a copy of the project with so many articles."""
    for name in PROJECT:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    write_articles(folder / "content", size)
    return folder


def middle(costs: list[Cost]) -> Cost:
    """Return the medians of the times, and the most memory."""
    return Cost(
        median(cost.seconds for cost in costs),
        median(cost.processor for cost in costs),
        max(cost.memory for cost in costs),
    )


def measure(project: Path, size: int) -> Row:
    """Return the costs of the project's articles."""
    turns = 5 if size <= 100 else 3 if size <= 1000 else 1
    bare, ours = [], []
    for _ in range(turns):
        bare.append(run(project, "tests.bench.bare", "content", "bare"))
        shutil.rmtree(project / "bare")
        shutil.rmtree(project / "output", ignore_errors=True)
        ours.append(build(project, "tests.bench.uncompressed"))
    compression = run(project, "tests.bench.compress", "output")
    build(project, "edition.bundle.build", "--cache", ".cache")
    article = project / "content" / f"article-{size}.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("\nNote: ", "\nNote: 又注。", 1), encoding="utf-8")
    rebuild = build(project, "edition.bundle.build", "--cache", ".cache")
    return Row(size, middle(bare), middle(ours), rebuild, compression)


def print_table(rows: list[Row]) -> None:
    """Print a line a size, and what one more article costs."""
    print("          seconds (all processors)                             largest process, MB   once more, apart, s")
    print(
        "articles  bare Pelican     this build       ratio               bare   this build      one changed  compression"
    )
    for row in rows:
        size, bare, ours, rebuild, compression = row
        print(
            f"{size:>8}{bare.seconds:>7.2f} ({bare.processor:6.2f}){ours.seconds:>9.2f} ({ours.processor:6.2f})"
            f"{row.ratio:>8.2f} {bare.memory / 1e6:>21.0f}{ours.memory / 1e6:>11.0f}"
            f"{rebuild.seconds:>15.2f}{compression.seconds:>13.2f}"
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


def main(folder: Path, sizes: list[int]) -> None:
    """Measure, print and draw."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in progress(sizes, len(sizes), "Building articles by the number"):
            rows.append(measure(make_project(Path(scratch, str(size)), size), size))
            shutil.rmtree(Path(scratch, str(size)))
        print_table(rows)
        profiled = min(PROFILED, max(sizes))
        print(f"where the time of a build of {profiled} articles goes (cProfile, one process):", flush=True)
        project = make_project(Path(scratch, "profiled"), profiled)
        subprocess.run(
            [sys.executable, "-m", "tests.bench.profile", "publishconf.py", "output"], cwd=project, check=True
        )
    folder.mkdir(exist_ok=True)
    for kind, unit, value in [
        ("seconds", "seconds", lambda cost: round(cost.seconds, 3)),
        ("memory", "MB of the largest process", lambda cost: round(cost.memory / 1e6, 1)),
    ]:
        lines = {
            "bare Pelican": [(row.size, value(row.bare)) for row in rows],
            "this build": [(row.size, value(row.ours)) for row in rows],
            "this build, one article changed": [(row.size, value(row.rebuild)) for row in rows],
        }
        draw(folder / f"{kind}.svg", f"{kind.capitalize()} by the number of articles", unit, lines)
        print(f"drawn: {folder / f'{kind}.svg'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sorted({int(size) for size in sys.argv[2:]}))
