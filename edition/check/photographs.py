"""The checks of a bundle's photographs: each is what its page says, at every size, and holds nothing but pixels."""

import base64
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from bs4 import Tag
from PIL import Image

from edition.article.photographs import SIZES, TYPES
from edition.article.pixels import jpeg_segments
from edition.proof.page import Page
from edition.proof.rules import kind

NAME = re.compile(
    r"(?P<root>(\.\./)?)(?P<name>images/(?P<words>[a-z0-9-]+)-(?P<width>\d+)-(?P<key>[0-9a-f]{12})\.(webp|jpg))"
)
FORMATS = {".webp": "WEBP", ".jpg": "JPEG"}
# The segments that hold pixels and what decodes them (ITU-T T.81, Table B.1); of the rest, only JFIF's own header.
PIXELS = frozenset([0xC0, 0xC2, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD])


@dataclass(frozen=True, slots=True)
class Picture:
    """What a source or img element says that the bundle holds.

    names: of the picture's files, smallest first. width, height: of the file that src names, None for a source.
    """

    names: tuple[str, ...]
    src: str = ""
    width: str | None = None
    height: str | None = None


def page_pictures(name: str, page: Page) -> tuple[list[str], tuple[Picture, ...]]:
    """Return what is wrong with the markup of the page's photographs by itself, and what the bundle must hold.

    name: the page's path in the bundle.
    """
    sentences = []
    pictures = []
    one_file = kind(page).endswith("in one file")
    for element in page.soup.find_all(["picture", "source", "img"]):
        if one_file:
            sentences += data_faults(element)
            continue
        sentences += markup_faults(element, "../" * name.count("/"))
        names = [match["name"] for match in candidates(element) if match]
        if element.name != "picture":
            match = NAME.fullmatch(element.get("src", ""))
            src = match["name"] if match else ""
            pictures.append(Picture(tuple(names), src, element.get("width"), element.get("height")))
    return sentences, tuple(pictures)


def faults(site: Path, pages: dict[str, tuple[Picture, ...]]) -> list[str]:
    """Return, a sentence each, what is wrong with the picture files of the bundle in the folder site.

    pages: the pictures of each page, by its name.
    """
    paths = sorted(path for path in (site / "images").glob("*") if path.suffix in FORMATS and path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(paths, pool.map(examine, paths), strict=True))
    sizes = {path.relative_to(site).as_posix(): size for path, (size, _) in found.items()}
    sentences = [f"images/{path.name}: {sentence}" for path, (_, wrong) in found.items() for sentence in wrong]
    for name, pictures in pages.items():
        for picture in pictures:
            sentences += [f"{name}: {sentence}" for sentence in size_faults(picture, sizes)]
    shown = {file for pictures in pages.values() for picture in pictures for file in (*picture.names, picture.src)}
    return sentences + [f"{name}: no page shows this picture" for name in sorted(set(sizes) - shown)]


def size_faults(picture: Picture, sizes: dict[str, tuple[int, int]]) -> Iterator[str]:
    """Yield where a page is wrong about the size of a picture's files; sizes: width and height of each file.

    A file that is not there is a link that leads nowhere, and one that can't be read is told where it is examined.
    """
    there = [size for name in picture.names if (size := sizes.get(name, (0, 0))) != (0, 0)]
    if there and any(abs(h - w * there[-1][1] / there[-1][0]) > 1 for w, h in there):
        yield f"the pictures of {picture.names[-1]} differ in shape"
    size = sizes.get(picture.src, (0, 0))
    if size != (0, 0) and (picture.width, picture.height) != tuple(map(str, size)):
        said = f"{picture.width} × {picture.height}"
        yield f"an img says {said}, and {picture.src} has {size[0]} × {size[1]} pixels"


def examine(path: Path) -> tuple[tuple[int, int], list[str]]:
    """Return the picture's size in pixels, (0, 0) if it can't be read, and what is wrong with the file by itself."""
    size, wrong = examine_data(path.read_bytes(), path.suffix)
    width = NAME.fullmatch(f"images/{path.name}")
    if width and size != (0, 0) and int(width["width"]) != size[0]:
        return size, [f"it is {size[0]} pixels wide, and its name says {width['width']}"]
    return size, wrong


def examine_data(data: bytes, suffix: str) -> tuple[tuple[int, int], list[str]]:
    """Return what examine returns for a picture file of these bytes and that suffix."""
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[suffix]]) as image:
            size = image.size
            image.load()
        additions = beside_pixels(data, suffix)
    except Exception as error:  # whatever a parser makes of a damaged file
        return (0, 0), [f"this is no whole {FORMATS[suffix]} picture ({error})"]
    return size, [f"it holds more than pixels: {', '.join(additions)}"] if additions else []


def data_faults(element: Tag) -> Iterator[str]:
    """Yield what is wrong with a picture that stands in the page itself (RFC 2397), as in an edition in one file."""
    declared, _, encoded = element.get("src", "").partition(",")
    if element.name != "img" or declared != "data:image/jpeg;base64" or element.parent.name != "figure":
        yield f"a {element.name} is no picture that stands in its figure"
        return
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        data = b""
    size, wrong = examine_data(data, ".jpg")
    yield from (f"a photograph in the page: {sentence}" for sentence in wrong)
    if (element.get("width"), element.get("height")) != tuple(map(str, size)):
        yield f"an img says {element.get('width')} × {element.get('height')}, and its picture has {size[0]} × {size[1]}"


def beside_pixels(data: bytes, suffix: str) -> list[str]:
    """Return what a picture file holds beside its pixels, such as EXIF, XMP, a colour profile, a comment."""
    if suffix == ".webp":
        # The simple file format: one chunk of pixels, and the file ends with it (RFC 9649, 2.4 and 2.5).
        end = 20 + int.from_bytes(data[16:20], "little")
        kind = data[12:16].decode("latin-1")
        return [f"the chunk {kind}"] * (kind != "VP8 ") + ["what follows the pixels"] * (end + end % 2 != len(data))
    additions = []
    for marker, content in jpeg_segments(data):
        header = marker == 0xE0 and content[:5] == b"JFIF\0" and len(content) == 14
        if marker not in PIXELS and not header:
            additions.append(f"the segment {marker:X}")
        if marker == 0xD9 and content:
            additions.append("what follows the pixels")
    return additions


def candidates(element: Tag) -> list[re.Match | None]:
    """Return the addresses in the srcset of an element, each matched as a picture's; None for any other."""
    return [NAME.fullmatch(part.split()[0]) for part in element.get("srcset", "").split(",") if part.split()]


def markup_faults(element: Tag, root: str) -> Iterator[str]:
    """Yield what is wrong with a picture, source or img element (HTML Living Standard, 4.8.1 to 4.8.4).

    root: what leads from the page to the bundle's root.
    """
    tag = element.name
    if tag == "picture":
        if [child.name for child in element.find_all(True)] != ["source", "img"] or not element.find_parent("figure"):
            yield "a picture is not one source and one img in a figure"
        elif len({of for child in element.find_all(True) for of in photographs_of(child)}) != 1:
            yield "a picture shows one photograph in one browser and another elsewhere"
        return
    if element.parent.name != "picture":
        yield f"a {tag} stands outside a picture"
        return
    fixed = {"source": {"type": TYPES["webp"]}, "img": {"loading": "lazy", "decoding": "async"}}[tag]
    for attribute, value in {**fixed, "sizes": SIZES}.items():
        if element.get(attribute) != value:
            yield f"a {tag} does not say {attribute}={value}"
    found = candidates(element)
    addresses = [match and match[0] for match in found]
    if not found or not all(found) or (tag == "img" and element.get("src") not in addresses):
        yield f"a {tag} names something that is no picture of this bundle"
        return
    suffix = ".webp" if tag == "source" else ".jpg"
    if any(match["root"] != root or not match["name"].endswith(suffix) for match in found):
        yield f"a {tag} names a picture of another kind, or in another place"
    widths = [int(match["width"]) for match in found]
    said = [part.split()[1:] for part in element["srcset"].split(",")]
    if widths != sorted(set(widths)) or said != [[f"{width}w"] for width in widths]:
        yield f"a {tag} is wrong about the widths of its pictures: {element['srcset']}"


def photographs_of(element: Tag) -> list[tuple[str, str] | None]:
    """Return which photograph each candidate of an element shows: the words and the key in its name."""
    return [match and (match["words"], match["key"]) for match in candidates(element)]
