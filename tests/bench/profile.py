"""``python -m tests.bench.profile SETTINGS OUTPUT``: build in one process under cProfile; print where time went."""

import cProfile
import pstats
import sys
from pathlib import Path

from edition import workers
from tests.bench.uncompressed import build

# A part of the build: its name; the end of the file's name and the function that does it, with all that it calls.
PARTS = [
    ("read: the rules of metadata and text", "text_rules.py", "check_body"),
    ("read: the rules of metadata and text", "metadata_rules.py", "check_metadata"),
    ("read: the rules of metadata and text", "plain_text.py", "read_lines"),
    ("read: Markdown to HTML", "markdown/core.py", "convert"),
    ("render: templates, and write", "pelican/writers.py", "write_file"),
    ("copy the source pages", "pelican/generators.py", "_copy_staticfile"),
    ("check: parse the page", "page.py", "read"),
    ("check: the markup", "structure.py", "faults"),
    ("check: the reading order, read", "reading_order.py", "load"),
    ("check: the page against its source", "fidelity.py", "faults"),
    ("check: links", "examination.py", "page_links"),
    ("hash and list the files", "host_files.py", "finish"),
    ("hash and list the files", "offline.py", "write_offline_files"),
    ("check: hashes", "sums.py", "faults"),
    ("check: hashes", "offline.py", "faults"),
    ("check: lists", "listing.py", "faults"),
]


def main(settings: str, output: str) -> None:
    """Print the share of each part, the slowest first."""
    workers.FEW = build.FEW = sys.maxsize  # everything in this process, where the profiler sees it
    profiler = cProfile.Profile()
    profiler.enable()
    sentences, _ = build.build(Path(settings).resolve(), Path(output).resolve())
    profiler.disable()
    assert not sentences, sentences[:3]
    statistics = pstats.Stats(profiler)
    shares: dict[str, float] = {}
    for (file, _, function), (_, _, _, cumulative, callers) in statistics.stats.items():
        for part, name, wanted in PARTS:
            if function == wanted and file.endswith(f"/{name}") and callers:
                shares[part] = shares.get(part, 0) + cumulative / statistics.total_tt
    shares["all else"] = 1 - sum(shares.values())
    for part, share in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"  {share:6.1%}  {part}")


if __name__ == "__main__":
    main(*sys.argv[1:])
