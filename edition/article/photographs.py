"""Why: Pelican copies a picture as it is: any size, any file, with the place where it was taken.

Finds and checks the photographs that articles name, makes the markup of each, and writes the files that it names
into the bundle: three widths, WebP and JPEG. The pixels are the work of pixels.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from pelican import signals
from pelican.generators import ArticlesGenerator

from edition import names
from edition.article import pixels
from edition.faults import Fault
from edition.workers import TooMuch, cores, progress, run_limited

PICTURES = tuple(pixels.FORMATS)
CACHE = Path(".cache", "photographs")  # beside content/
MAX_BYTES = 50_000_000
# Of the processor and of memory, to convert one photograph: 24 million pixels take 1 to 3 seconds and
# 200 to 700 MB, 100 million as JPEG, PNG or AVIF without transparency 6 to 20 seconds.
SECONDS, MEGABYTES = 60, 1_500
MANY = 4  # as many photographs are worth a progress bar
# How wide a picture is drawn, from main.css: the measure or the screen, less the figure's frame. Where a browser
# knows `auto` it measures for itself. An em here is the browser's own size of text, not the page's (Media Queries 4).
SIZES = "auto, (min-width: 48em) calc(40em - 10px), calc(100vw - 2.375em - 42px)"
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class Photograph:
    """A sound photograph that an article names.

    path: the original, name: as the article names it. article, line: where it does. key: SHA-256 of original and
    recipe, in hexadecimal digits. sizes: width and height in pixels of what is published, smallest first.
    """

    path: Path
    name: str
    article: Path
    line: int
    key: str
    sizes: tuple[tuple[int, int], ...]

    def file(self, width: int, suffix: str) -> str:
        """Return the name in the bundle of one of its files; the same name always means the same bytes."""
        return names.photograph(self.path.name, width, self.key, suffix)

    def fault(self, id: str, **values: object) -> Fault:
        """Return a Fault of the photograph, at the line that names it."""
        return Fault(id, self.article, self.line, name=self.name, **values)

    def picture(self, alt: str, root: str = "") -> Element:
        """Return the markup (HTML Living Standard, 4.8.1). root: what leads from the page to the bundle's root."""

        def candidates(suffix: str) -> str:
            return ", ".join(f"{root}{self.file(width, suffix)} {width}w" for width, _ in self.sizes)

        picture = Element("picture")
        SubElement(picture, "source", {"type": TYPES["webp"], "srcset": candidates("webp"), "sizes": SIZES})
        # For what knows no srcset: the width that a desktop shows.
        width, height = next(size for size in reversed(self.sizes) if size[0] <= pixels.WIDTHS[1])
        attributes = {"src": root + self.file(width, "jpg"), "srcset": candidates("jpg"), "sizes": SIZES, "alt": alt}
        size = {"width": str(width), "height": str(height)}
        SubElement(picture, "img", {**attributes, **size, "loading": "lazy", "decoding": "async"})
        return picture


def find(article: Path, line: int, name: str, content: Path) -> Photograph:
    """Return the photograph that a line of an article names, its pixels not yet decoded.

    name: of an existing file in the folder content. Raises Fault unless file and header are sound.
    """
    path = (content / name).resolve()

    def fault(id: str, **values: object) -> Fault:
        return Fault(id, article, line, name=name, **values)

    try:
        if path.stat().st_size > MAX_BYTES:
            raise fault("f-001", most=f"{MAX_BYTES // 1_000_000} million bytes")
        data = path.read_bytes()
    except OSError as error:
        raise fault("f-002", said=error.strerror) from error
    try:
        with pixels.quiet():
            size = pixels.shown_size(pixels.open_picture(data, suffix_of(path)))
    except pixels.Unsound as unsound:
        raise fault(unsound.id, **unsound.values) from unsound
    return Photograph(path, name, article, line, key_of(data), tuple(pixels.published_sizes(*size)))


def suffix_of(path: Path) -> str:
    """Return the end of the file's name, in small letters and without the dot."""
    return path.suffix[1:].lower()


def key_of(data: bytes) -> str:
    """Return the digest that the published files depend on: of the original and of what is done to it."""
    return hashlib.sha256(pixels.RECIPE.encode() + b"\0" + data).hexdigest()


def publish(photographs: Iterable[Photograph], content: Path, output: Path, cache: Path) -> int:
    """Write the files of the photographs into the bundle in the folder output; return how many were converted.

    content: the folder of the originals. cache: the one that keeps what was converted; an unchanged one comes from
    there. Raises Fault for the first photograph that is damaged, in the order given, and OSError where a file can't
    be written.
    """
    drop_entries_without_original(cache, content.resolve())
    once: dict[Path, Photograph] = {}
    for photograph in photographs:
        once.setdefault(photograph.path, photograph)
    each = list(once.values())
    if not each:
        return 0
    with ThreadPoolExecutor(cores()) as pool:  # of threads that wait for a process each
        entries = [cache / f"{photograph.path.relative_to(content.resolve())}.zip" for photograph in each]
        jobs = [pool.submit(write_files, *pair, output) for pair in zip(each, entries, strict=True)]
        try:
            label = "Converting the photographs" if len(each) >= MANY else ""
            return sum(progress((job.result() for job in jobs), len(jobs), label))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def write_files(photograph: Photograph, entry: Path, output: Path) -> bool:
    """Write the files of one photograph into the bundle; return whether it had to be converted."""
    kept = read_entry(entry, photograph)
    files = kept or encode(photograph)
    if not kept:
        write_entry(entry, photograph, files)
    for name, data in files.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(data)
    return not kept


def encode(photograph: Photograph) -> dict[str, bytes]:
    """Return the photograph's published files, by their names in the bundle; raise Fault if it is damaged.

    A process of its own decodes it, which nothing in a file can keep busy for ever.
    """
    data = photograph.path.read_bytes()
    if key_of(data) != photograph.key:
        raise photograph.fault("f-013")
    try:
        files = run_limited(pixels.encode, data, suffix_of(photograph.path), seconds=SECONDS, megabytes=MEGABYTES)
    except pixels.Unsound as unsound:
        raise photograph.fault(unsound.id, **unsound.values) from unsound
    except TooMuch as ended:
        raise photograph.fault("f-010", seconds=SECONDS, megabytes=MEGABYTES) from ended
    return {photograph.file(*of): data for of, data in files.items()}


def read_entry(entry: Path, photograph: Photograph) -> dict[str, bytes] | None:
    """Return the photograph's files from its entry in the cache, None unless it holds them all, whole."""
    names = [photograph.file(width, end) for width, _ in photograph.sizes for end in pixels.ENCODERS]
    try:
        with zipfile.ZipFile(entry) as archive:
            return {name: archive.read(name) for name in names}  # which compares the check sums
    except Exception:  # absent, cut off, of another original or recipe: it is made anew
        return None


def write_entry(entry: Path, photograph: Photograph, files: dict[str, bytes]) -> None:
    """Put the files into the cache, whole or not at all, as a zip archive."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=entry.parent)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for member, data in files.items():
                archive.writestr(zipfile.ZipInfo(member), data)
        Path(name).replace(entry)
    except FileNotFoundError:
        pass  # another build tidied the cache meanwhile; the next one fills it
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def drop_entries_without_original(cache: Path, content: Path) -> None:
    """Remove from the cache all but one entry for each picture in content, so that it can't grow without bound."""
    for path in sorted(cache.rglob("*"), reverse=True):
        if path.is_dir():
            with suppress(OSError):  # not empty
                path.rmdir()
        elif not (path.suffix == ".zip" and (content / path.relative_to(cache)).with_suffix("").is_file()):
            path.unlink(missing_ok=True)


def publish_photographs(generator: ArticlesGenerator) -> None:
    """Write the photographs of the articles that get a page, before any page is written."""
    articles = [*generator.articles, *generator.hidden_articles, *generator.drafts]
    photographs = [photograph for article in articles for photograph in article.photographs]
    content = Path(generator.path).resolve()
    publish(photographs, content, Path(generator.output_path), content.parent / CACHE)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(publish_photographs)
