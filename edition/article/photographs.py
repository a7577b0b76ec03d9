"""Why: Pelican copies a picture as it is: any size, any file, with the place where it was taken.

Finds and checks the photographs that articles name, makes the markup of each, and writes the files that it names
into the bundle: three widths, WebP and JPEG. The pixels are the work of pixels.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from pelican import signals
from pelican.generators import ArticlesGenerator

from edition import names
from edition.article import pixels
from edition.faults import Fault
from edition.source.text import read_bytes
from edition.workers import TooMuch, cores, progress, run_limited

PICTURES = ("jpg", "jpeg", "png", "webp", "avif")  # whatever of them a file's name says, its bytes tell the format
CACHE = Path(".cache", "photographs")  # beside content/; `make clean` empties it
MAX_BYTES = 50_000_000
# Of the processor and of memory, to convert one photograph: 24 million pixels take 1 to 3 seconds and
# 200 to 700 MB, 100 million as JPEG, PNG or AVIF without transparency 6 to 20 seconds.
SECONDS, MEGABYTES = 60, 1_500
# How wide a picture is drawn, from main.css: the measure or the screen, less the figure's frame. Where a browser
# knows `auto` it measures for itself. An em here is the browser's own size of text, not the page's (Media Queries 4).
SIZES = "auto, (min-width: 48em) calc(40em - 10px), calc(100vw - 2.375em - 42px)"
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class Photograph:
    """A sound photograph that an article names.

    path: the original, name: as the article names it. article, line: where it does. key: SHA-256 of original and
    recipe, in hexadecimal digits. sizes: width and height in pixels of what is published, smallest first. alt: what it
    shows, where the article first names it.
    """

    path: Path
    name: str
    article: Path
    line: int
    key: str
    sizes: tuple[tuple[int, int], ...]
    alt: str = ""

    def file(self, width: int, suffix: str) -> str:
        """Return the name in the bundle of one of its files; the same name always means the same bytes."""
        return names.photograph(self.path.name, width, self.key, suffix)

    @property
    def largest(self) -> str:
        """The name in the bundle of its widest file, as every program reads it."""
        return self.file(self.sizes[-1][0], "jpg")

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
    data = read_bytes(path, MAX_BYTES)
    try:
        width, height = pixels.shown_size(pixels.open_picture(data))
    except Exception as error:  # whatever a parser makes of a broken header
        raise Fault("f-008", article, line, name=name, said=error) from error
    if not pixels.can_be_published(width, height):
        raise Fault("f-006", article, line, name=name, width=width, height=height)
    return Photograph(path, name, article, line, key_of(data), tuple(pixels.published_sizes(width, height)))


def key_of(data: bytes) -> str:
    """Return the digest that the published files depend on: of the original and of what is done to it."""
    return hashlib.sha256(pixels.RECIPE.encode() + b"\0" + data).hexdigest()


def publish(photographs: Iterable[Photograph], output: Path, cache: Path) -> int:
    """Write the files of the photographs into the bundle in the folder output; return how many were converted.

    cache: the folder that keeps what was converted, under the names of the bundle. Raises Fault for the first
    photograph that is damaged, in the order given, and OSError where a file can't be written.
    """
    once: dict[str, Photograph] = {}  # by what is published: two originals of one name may hold the same
    for photograph in photographs:
        once.setdefault(photograph.file(0, ""), photograph)
    with ThreadPoolExecutor(cores()) as pool:  # of threads that wait for a process each
        jobs = [pool.submit(write_files, photograph, output, cache) for photograph in once.values()]
        try:
            return sum(
                progress((job.result() for job in jobs), len(jobs), "Converting the photographs" if jobs else "")
            )
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def write_files(photograph: Photograph, output: Path, cache: Path) -> bool:
    """Write the files of one photograph into the bundle; return whether it had to be converted."""
    files = [photograph.file(width, end) for width, _ in photograph.sizes for end in pixels.ENCODERS]
    is_kept = all((cache / name).is_file() for name in files)
    for name, data in ({} if is_kept else encode(photograph)).items():
        aside = cache / f"{name}.{os.getpid()}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(cache / name)  # whole or not at all (POSIX, rename())
    for name in files:
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cache / name, output / name)
    return not is_kept


def encode(photograph: Photograph) -> dict[str, bytes]:
    """Return the photograph's published files, by their names in the bundle; raise Fault if it is damaged.

    A process of its own decodes it, which nothing in a file can keep busy for ever.
    """

    def fault(id: str, said: object = "") -> Fault:
        return Fault(id, photograph.article, photograph.line, name=photograph.name, said=said)

    data = read_bytes(photograph.path, MAX_BYTES)
    if key_of(data) != photograph.key:
        raise fault("f-013")
    try:
        files = run_limited(pixels.encode, data, seconds=SECONDS, megabytes=MEGABYTES)
    except TooMuch as ended:
        raise fault("f-008", f"it takes more than {SECONDS} seconds or {MEGABYTES} MB to convert") from ended
    except Exception as error:  # whatever a decoder makes of broken data
        raise fault("f-008", error) from error
    return {photograph.file(*of): data for of, data in files.items()}


def publish_photographs(generator: ArticlesGenerator) -> None:
    """Write the photographs of the articles that get a page, before any page is written."""
    articles = [*generator.articles, *generator.hidden_articles, *generator.drafts]
    photographs = [photograph for article in articles for photograph in article.photographs]
    publish(photographs, Path(generator.output_path), Path(generator.path).resolve().parent / CACHE)


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(publish_photographs)
