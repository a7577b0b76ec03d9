"""Why: what uploads a folder also empties one that was named by mistake, and shows readers a half-new site.

The ready files for hosts lie here, and the uploads behind `make deploy-github`, `deploy-rsync` and `deploy-s3`.
Each reads its settings from the environment, into which the Makefile puts them, and speaks in one line of a fault.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from edition.faults import ROOT, Fault, LooseFault

SETTINGS = ROOT / "deploy.mk"
FRONT_PAGE = "index.html"
MARK = b"data-edition="  # which every edition's front page has


def setting(name: str, example: str, form: str) -> str:
    """Return the setting, "" if it is absent and form allows that; raise Fault unless it has the form.

    form: a regular expression for the whole value. example: a value as the editor may write it.
    """
    value = os.environ.get(name, "").strip()
    if not re.fullmatch(form, value):
        wrong = f"{name} cannot be {value!r}" if value else f"{name} is not set"
        raise LooseFault(SETTINGS, None, wrong, f"write `{name} = {example}` there, or put {name}={example} after make …")
    return value


def refuse_strangers(place: str, strangers: Iterable[str], front_page: Callable[[], bytes]) -> None:
    """Raise Fault if the upload would remove or overwrite what no edition put there.

    place: the target as the editor wrote it. strangers: names of the files there that the bundle lacks.
    front_page: returns the front page that is there now, b"" if there is none.
    """
    page = front_page()
    stranger = next(iter(strangers), FRONT_PAGE if page else None)
    if stranger and MARK not in page:
        wrong = f"{place} holds something other than an edition, such as {stranger}"
        raise LooseFault(SETTINGS, None, wrong, "name an empty place, or empty this one")


def names_of(folder: Path) -> list[str]:
    """Return the bundle's files, sorted, as they are called in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
