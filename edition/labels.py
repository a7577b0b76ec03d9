"""The edition's own words: one catalogue for each language that a page may have, theme/labels/LANG.po (GNU gettext).

Templates, scripts and code name a label by its words in zh-CN. A paper changes what is printed in the catalogue, and
adds a language by adding one.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import PoFileError, read_po

from edition.faults import ROOT, Fault

FOLDER = ROOT / "theme" / "labels"
PLACE = re.compile(r"%\(\w+\)s")
# What could end an attribute, or a string of a script or a style sheet, and what begins a place for a value.
MARKUP = frozenset("<>&\"'\\%")


def languages() -> list[str]:
    """Return the languages that there is a catalogue for, as a page's lang attribute has them (RFC 5646)."""
    return sorted(path.stem for path in FOLDER.glob("*.po"))


def set_language(settings: dict[str, Any]) -> None:
    """Write DEFAULT_LANG, which Pelican has put in small letters, as its catalogue is called; read all catalogues anew."""
    catalogue.cache_clear()
    lang = str(settings["DEFAULT_LANG"])
    settings["DEFAULT_LANG"] = next((known for known in languages() if known.lower() == lang.lower()), lang)


def check_language(lang: str, path: Path, line: int | None) -> None:
    """Raise Fault unless there is a catalogue of that language; path, line: where it is asked for."""
    if lang not in languages():
        raise Fault("b-019", path, line, lang=lang, known=", ".join(languages()))


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return the labels in one of the languages, by their names; raise Fault for one that no page can print."""
    path = FOLDER / f"{lang}.po"
    try:
        with path.open(encoding="utf-8") as file:
            read = read_po(file, Locale.parse(lang, sep="-"), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError) as error:
        raise Fault("b-017", path, getattr(error, "lineno", 0) + 1, said=error) from error
    for message, errors in read.check():
        raise Fault("b-017", path, message.lineno, said=errors[0])
    labels = {str(message.id): str(message.string) for message in read if message.id}
    for words, said in labels.items():
        if not said or MARKUP & {*PLACE.sub("", said)}:
            raise Fault("b-017", path, read[words].lineno, said=f"「{said}」 can't be printed")
    return labels


def label(lang: str, words: str, /, **values: object) -> str:
    """Return a label in that language. words: its name. values: what its %(name)s are; raise Fault for one that is missing."""
    if words not in catalogue(lang):
        raise Fault("b-018", FOLDER / f"{lang}.po", words=words)
    return catalogue(lang)[words] % values


def day_in_words(day: date, lang: str) -> str:
    """Return a day as that language writes it: 2026年11月22日, November 22, 2026 (Unicode CLDR)."""
    return format_date(day, "long", locale=lang.replace("-", "_"))
