"""What we made is removed, known by its list, its mark or its name; all else is left, and told.

Nothing here needs a package: it must work where the virtual environment does not.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from edition.bundle.ours import MADE, entries, made_in, remove, remove_bundle, some
from edition.bundle.swap import folder_aside
from edition.faults import ROOT, shown
from edition.names import PHOTOGRAPH

FOLDERS = ("dist", "shots", "bench")  # each with a list of what we wrote there
CACHES = (".hypothesis", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache")  # the tools' own names
OURS = ("edition", "tests")  # where Python keeps what it compiled of ours
OF_A_VENV = ("bin", "etc", "include", "lib", "lib64", "share", "pyvenv.cfg", ".gitignore")
MARK = "made.stamp"  # the Makefile puts it into a virtual environment that it made


def remove_all(output: Path, venv: str, dry_run: bool) -> list[str]:
    """Remove the bundle at output and all else that was made here; return a line for each place, and what was left.

    venv: the folder of the virtual environment, "" for none. dry_run: return it only. Raises Fault while a build is
    under way, and OSError for what can't be removed.
    """
    places = output, output.with_name(f"{output.name}.upload"), ROOT / ".cache" / "preview"
    left = [folder for place in places if (folder := place.parent / f".{place.name}.new").is_dir()]  # by killed builds
    with ExitStack() as held:
        for place in () if dry_run else places:
            held.enter_context(folder_aside(place))  # which removes that
        said = [
            remove_bundle(place, dry_run) for place in (output, ROOT / "preview") if place == output or place.is_dir()
        ]
    for folder in (ROOT / name for name in FOLDERS if (ROOT / name).is_dir()):
        made = [name for name in made_in(folder) if (folder / name).is_file()]
        theirs = sorted({*entries(folder)} - {*made, MADE})
        said += [remove(folder, [*made, MADE], dry_run)] if (folder / MADE).is_file() else []
        said += [f"{shown(folder)}: left, for it is not noted there as ours: {some(theirs)}"] if theirs else []
    said += list(remove_compiled(dry_run))
    whole = [ROOT / name for name in CACHES]
    whole += [path.parent for path in sorted((ROOT / "tests").glob("*/node_modules/.package-lock.json"))]  # npm's own
    for place in (ROOT / name for name in (venv, f"{venv}-lock") if venv and (ROOT / name / MARK).is_file()):
        theirs = sorted(path.name for path in place.iterdir() if path.suffix != ".stamp" and path.name not in OF_A_VENV)
        said += [f"{shown(place)}: left, for it holds what is not ours: {some(theirs)}"] if theirs else []
        whole += [] if theirs else [place]
    there = [path for path in whole if path.is_dir()]
    for path in () if dry_run else there:
        path.unlink() if path.is_symlink() else shutil.rmtree(path)
    with suppress(OSError):
        (ROOT / ".cache").rmdir()  # if nothing else is in it
    there = left + there
    return (
        [*said, f"{'would remove' if dry_run else 'removed'} {some([shown(path) for path in there])}"]
        if there
        else said
    )


def remove_compiled(dry_run: bool) -> Iterator[str]:
    """Remove what Python compiled, and converted photographs; yield a line for each kind."""
    folders = [ROOT / "__pycache__", *(path for name in OURS for path in sorted((ROOT / name).rglob("__pycache__")))]
    compiled = [path for folder in folders for path in sorted(folder.glob("*.pyc"))]
    cache = ROOT / ".cache" / "photographs"
    kept = [path for path in sorted(cache.glob("images/*")) if PHOTOGRAPH.fullmatch(f"images/{path.name}")]
    for base, paths in ((ROOT, compiled), (cache, kept)):
        if paths:
            yield remove(base, [path.relative_to(base).as_posix() for path in paths], dry_run)
