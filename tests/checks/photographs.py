"""The checks of a bundle's photographs: each is what its page says, at every size, and holds nothing but pixels."""

import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from bs4 import Tag
from PIL import Image

from plugins.photographs import SIZES, TYPES
from plugins.pixels import jpeg_segments
from tests.checks.page import Page

NAME = re.compile(
    r"(?P<root>(\.\./)?)(?P<name>images/(?P<words>[a-z0-9-]+)-(?P<width>\d+)-(?P<key>[0-9a-f]{12})\.(webp|jpg))"
)
FORMATS = {".webp": "WEBP", ".jpg": "JPEG"}
# The segments that hold pixels and what decodes them (ITU-T T.81, Table B.1); of the rest, only JFIF's own header.
PIXELS = frozenset([0xC0, 0xC2, 0xC4, 0xD9, 0xDA, 0xDB, 0xDD])


def faults(site: Path, pages: dict[str, Page]) -> list[str]:
    """Return, a sentence each, what is wrong with the photographs of the bundle and with their markup.

    pages: the bundle's pages, by name.
    """
    paths = sorted(path for path in (site / "images").glob("*") if path.suffix in FORMATS and path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(paths, pool.map(examine, paths), strict=True))
    sentences = []
    sizes: dict[str, tuple[int, int]] = {}
    for path, (size, wrong) in found.items():
        name = path.relative_to(site).as_posix()
        sizes[name] = size
        sentences += [f"{name}: {sentence}" for sentence in wrong]
    shown: set[str] = set()
    for name, page in pages.items():
        images = page.soup.find_all(["picture", "img", "source"])
        for image in images:
            sentences += [f"{name}: {sentence}" for sentence in markup_faults(image, sizes, "../" * name.count("/"))]
        shown |= {match["name"] for image in images for match in addresses(image) if match}
        if wrong := policy_fault(page, bool(images)):
            sentences.append(f"{name}: {wrong}")
    return sentences + [f"{name}: no page shows this picture" for name in sorted(set(sizes) - shown)]


def examine(path: Path) -> tuple[tuple[int, int], list[str]]:
    """Return the picture's size in pixels, (0, 0) if it can't be read, and what is wrong with the file by itself."""
    data = path.read_bytes()
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[path.suffix]]) as image:
            size = image.size
            width = NAME.fullmatch(f"images/{path.name}")
            if width and int(width["width"]) != size[0]:
                return size, [f"it is {size[0]} pixels wide, and its name says {width['width']}"]
            image.load()
        additions = beside_pixels(data, path.suffix)
    except Exception as error:  # whatever a parser makes of a damaged file
        return (0, 0), [f"this is no whole {FORMATS[path.suffix]} picture ({error})"]
    return size, [f"it holds more than pixels: {', '.join(additions)}"] if additions else []


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


def addresses(element: Tag) -> list[re.Match | None]:
    """Return the addresses in src and srcset of an element, each matched as a picture's; None for any other."""
    candidates = [part.split()[0] for part in element.get("srcset", "").split(",") if part.split()]
    return [NAME.fullmatch(address) for address in [*candidates, *filter(None, [element.get("src")])]]


def markup_faults(element: Tag, sizes: dict[str, tuple[int, int]], root: str) -> Iterable[str]:
    """Yield what is wrong with a picture, source or img element (HTML Living Standard, 4.8.1 to 4.8.4).

    sizes: width and height of each picture file of the bundle. root: what leads from the page to the bundle's root.
    """
    tag = element.name
    if tag == "picture":
        if [child.name for child in element.find_all(True)] != ["source", "img"] or not element.find_parent("figure"):
            yield "a picture is not one source and one img in a figure"
        elif (
            len(
                {
                    match and (match["words"], match["key"])
                    for child in element.find_all(True)
                    for match in addresses(child)
                }
            )
            != 1
        ):
            yield "a picture shows one photograph in one browser and another elsewhere"
        return
    if element.parent.name != "picture":
        yield f"a {tag} stands outside a picture"
        return
    fixed = {"source": {"type": TYPES["webp"]}, "img": {"loading": "lazy", "decoding": "async"}}[tag]
    for attribute, value in {**fixed, "sizes": SIZES}.items():
        if element.get(attribute) != value:
            yield f"a {tag} does not say {attribute}={value}"
    found = addresses(element)
    if not found or not all(found) or {match["root"] for match in found} != {root}:
        yield f"a {tag} names something that is no picture of this bundle"
        return
    suffix = ".webp" if tag == "source" else ".jpg"
    there = [sizes.get(match["name"]) for match in found]
    if not all(there) or not all(match["name"].endswith(suffix) for match in found):
        yield f"a {tag} names a picture that is not there, or of another kind"
        return
    if (0, 0) in there:
        return  # examine has said what is wrong with it
    said = [part.split()[1:] for part in element["srcset"].split(",")] if element.has_attr("srcset") else []
    if not said or said != [[f"{width}w"] for width, _ in there[: len(said)]] or said != sorted(said, key=width_of):
        yield f"a {tag} is wrong about the widths of its pictures: {element.get('srcset')}"
    width, height = there[-1]
    if any(abs(h - w * height / width) > 1 for w, h in there):
        yield f"the pictures of a {tag} differ in shape"
    if tag == "img" and (element.get("width"), element.get("height")) != (str(width), str(height)):
        yield f"an img says {element.get('width')} × {element.get('height')}, and its picture has {width} × {height}"


def width_of(descriptor: list[str]) -> int:
    """Return the number of a width descriptor."""
    return int(descriptor[0][:-1])


def policy_fault(page: Page, has_images: bool) -> str:
    """Return what is wrong with the policy's image sources, or "": the bundle's own just where a picture is shown."""
    meta = page.soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    allowed = re.search(r"img-src ([^;]*)", meta.get("content", "") if meta else "")
    wanted = {"data:", "'self'"} if has_images else {"data:"}
    if not allowed or set(allowed[1].split()) == wanted:
        return ""
    return f"the policy allows pictures of {allowed[1]}, and the page shows {'some' if has_images else 'none'}"
