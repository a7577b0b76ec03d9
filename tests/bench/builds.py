"""``python -m tests.bench.builds KIND FOLDER``: build the articles of FOLDER/content in one of the ways of KINDS.

What is of this project is imported in the functions: a bare build must not pay for it.
"""

import cProfile
import logging
import pstats
import sys
from pathlib import Path

import pelican
from pelican.settings import read_settings

# The same Markdown with the extensions that Pelican brings (the photo blocks are text to them), the same source pages
# copied, an index in pages of twenty; no rule of this project's reader, no template, no proof.
BARE = {
    "THEME": str(Path(pelican.__file__).parent / "themes" / "simple"),
    "TIMEZONE": "Asia/Shanghai",
    "PLUGINS": [],
    "SLUGIFY_SOURCE": "basename",
    "ARTICLE_EXCLUDES": ["source"],
    "STATIC_PATHS": ["source"],
    "IGNORE_FILES": ["*.order"],
    "DEFAULT_METADATA": {"category": "article"},
    "DIRECT_TEMPLATES": ["index"],
    "DEFAULT_PAGINATION": 20,
    **dict.fromkeys(["AUTHOR_SAVE_AS", "CATEGORY_SAVE_AS", "TAG_SAVE_AS"], ""),
    **dict.fromkeys(
        ["FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TRANSLATION_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"]
    ),
}


def settings_in(folder: Path) -> str:
    """Write settings like publishconf.py for the folder's articles, and return their name."""
    from edition.faults import ROOT

    file = folder / "settings.py"
    places = {"PATH": folder / "content", "THEME": ROOT / "theme"}
    file.write_text(
        "from publishconf import *\n" + "".join(f"{name} = {str(path)!r}\n" for name, path in places.items()),
        encoding="utf-8",
    )
    return str(file)


def bare(folder: Path) -> None:
    """Build with a bare Pelican and its own simple theme."""
    logging.disable(logging.WARNING)
    pelican.log.console.quiet = True
    places = {"PATH": str(folder / "content"), "OUTPUT_PATH": str(folder / "bare")}
    pelican.Pelican(read_settings(None, override=BARE | places)).run()


def ours(folder: Path) -> None:
    """Build and prove, with all but the compressed twins, which are measured apart."""
    from edition.bundle import build

    build.write_bundle(folder / "output", settings=settings_in(folder), address="", keep_offline=True, earlier=None)


def again(folder: Path) -> None:
    """Build what an editor's make publish builds, in the place of an earlier bundle."""
    from edition.bundle import build

    build.build(folder / "output", settings=settings_in(folder))


def compressed(folder: Path) -> None:
    """Compress a bundle, and list its files anew."""
    from edition.bundle import host_files

    host_files.compress(folder / "output", folder / "no earlier bundle")
    host_files.write_sums(folder / "output")


def profile(folder: Path) -> None:
    """Build as ours does, in this one process, under cProfile; print the functions that took the most time."""
    from edition import workers
    from edition.bundle import build

    workers.FEW = build.FEW = sys.maxsize
    profiler = cProfile.Profile()
    profiler.runcall(ours, folder)
    statistics = pstats.Stats(profiler)
    for order in ("cumulative", "tottime"):
        statistics.strip_dirs().sort_stats(order).print_stats(40)


KINDS = {"bare": bare, "ours": ours, "again": again, "compressed": compressed, "profile": profile}

if __name__ == "__main__":
    KINDS[sys.argv[1]](Path(sys.argv[2]))
