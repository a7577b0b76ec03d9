"""Why: a photograph as the camera or the printer saved it is heavy, may lie on its side, and tells where it was taken.

Opens an original, makes the files to publish of it, and compares two published files, with Pillow.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from io import BytesIO
from itertools import islice, takewhile
from typing import Any

from PIL import ExifTags, Image, ImageChops, ImageCms, ImageStat, UnidentifiedImageError, features

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}
WIDTHS = (480, 960, 1440)  # a phone; a desktop, or a sharp phone; a sharp desktop
MIN_WIDTH = 320  # CSS pixels of the narrowest screen (WCAG 2.2, 1.4.10): a smaller picture is a thumbnail of another
MAX_PIXELS = 100_000_000
MAX_SCANS = 100  # of a JPEG; encoders write about ten, and each makes a decoder go over the whole picture
MAX_PARTS = 1_000  # of a JPEG; of 64 kB each, as many hold more than a whole photograph
MAX_RATIO = 10  # at 1,440 pixels a longer strip passes the 16,383 that WebP can hold (RFC 9649, 2.6)
# Both keep 38 dB of a picture's brightness (PSNR, six photographs); WebP needs two thirds of the bytes for it.
ENCODERS = {
    "webp": {"format": "WEBP", "quality": 78, "method": 6},
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True, "subsampling": "4:2:0"},
}
# Whatever may change a published byte, so that one name always means the same bytes.
RECIPE = repr((1, WIDTHS, ENCODERS, *(features.version(f) for f in ("pil", "jpg", "webp", "avif", "littlecms2"))))
# What shows the pixels as the camera was held, by the EXIF tag Orientation (CIPA DC-008, 4.6.4).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
RESTART = re.compile(rb"\xff([\xd0-\xd7])")
SCAN, END = 0xDA, 0xD9
# The segments that hold pixels and what decodes them (ITU-T T.81, Table B.1).
PIXELS = frozenset([0xC0, 0xC2, 0xC4, END, SCAN, 0xDB, 0xDD])

# By how much two files of one picture may differ, of 255 in each colour. Measured: a published picture that was decoded
# and encoded once more differs by 12 in a block of pixels, 0.7 in all and a twelfth in length; one with a digit of 12
# pixels painted over it, 60 darker than what is around, by 22 in a block, a black one by 45.
BLOCK = 4  # pixels, across and down, of which the mean is compared
MOST_OF_A_BLOCK = 16
MOST_OF_ALL = 2
MOST_LONGER = 1.1  # times as many bytes; in more there may be something else than pixels

Image.MAX_IMAGE_PIXELS = None  # open_picture has its own limit, and says it in one line


class Unsound(Exception):
    """A picture that can't be published. id, values: as in faults.Fault; the values lack the picture's name."""

    def __init__(self, id: str, **values: object) -> None:
        self.id, self.values = id, values
        super().__init__(id)

    def __reduce__(self) -> tuple[partial["Unsound"], tuple[()]]:
        """Say how it crosses to another process."""
        return partial(Unsound, self.id, **self.values), ()


def open_picture(data: bytes, suffix: str) -> Image.Image:
    """Return the picture in data, its pixels not yet decoded.

    suffix: the end of its file's name, one of FORMATS. Raises Unsound unless the data is a still picture of that
    format whose size can be published; the size is what the header says.
    """
    image = identify(data, [FORMATS[suffix]])
    if image is None:
        other = identify(data, list(FORMATS.values()))
        if other is None:
            raise Unsound("f-003", format=FORMATS[suffix])
        right = next(end for end, name in FORMATS.items() if name == str(other.format).replace("MPO", "JPEG"))
        raise Unsound("f-004", format=FORMATS[right], suffix=right)
    # A JPEG may hold more pictures (MPO, of phones and stereo cameras); the first is the photograph.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise Unsound("f-005")
    check_size(*shown_size(image))
    return image


def check_size(width: int, height: int) -> None:
    """Raise Unsound unless a picture of that size can be published."""
    if width * height > MAX_PIXELS:
        raise Unsound("f-001", most=f"{MAX_PIXELS // 1_000_000} million pixels")
    if width < MIN_WIDTH:
        raise Unsound("f-006", width=width, least=MIN_WIDTH)
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Unsound("f-007", width=width, height=height, most=MAX_RATIO)


def identify(data: bytes, formats: list[str]) -> Image.Image | None:
    """Return the picture with its header read, None if it is of none of the formats."""
    try:
        if data.startswith(b"\xff\xd8"):  # Pillow reads all parts before the first scan, however many
            check_parts(marker for marker, _ in takewhile(lambda part: part[0] != SCAN, jpeg_segments(data)))
        return Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        return None
    except Unsound:
        raise
    except Exception as error:  # whatever a parser makes of a broken header
        raise damaged(error) from error


def damaged(error: Exception) -> Unsound:
    """Return the fault of a picture that Pillow can't read; raise the error where the picture is not to blame."""
    if isinstance(error, MemoryError):
        raise error
    return Unsound("f-008", said=error)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where there is none that can be read.

    As browsers do, it takes that of a PNG only where it stands before the pixels.
    """
    try:
        value = Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken metadata turns nothing, and is not published
        return 1
    return value if value in TURNS else 1


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height in pixels as a reader sees the picture, turned by its orientation."""
    return image.size[::-1] if orientation(image) >= 5 else image.size


def published_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """Return the sizes at which a picture of that size is published, smallest first; none is larger than itself."""
    return [(w, round(w * height / width)) for w in sorted({min(w, width) for w in WIDTHS})]


def encode(data: bytes, suffix: str) -> dict[tuple[int, str], bytes]:
    """Return the files to publish of the picture in data, by width and suffix, smallest first.

    They are upright, in sRGB, on white where they were transparent, and hold nothing but pixels.
    Raises Unsound unless the picture decodes to its end.
    """
    with quiet():
        check_whole(data, suffix)
        image = open_picture(data, suffix)
        turn = orientation(image)
        stored = [size[::-1] if turn >= 5 else size for size in published_sizes(*shown_size(image))]
        # libjpeg decodes to a half, a quarter or an eighth in much less time; twice the size wanted keeps it sharp.
        image.draft("RGB", (2 * stored[-1][0], 2 * stored[-1][1]))
        try:
            image.load()
        except Exception as error:  # whatever a decoder makes of broken data
            raise damaged(error) from error
        pixels = on_white(image)
        to_srgb = colour_conversion(pixels.mode, image.info.get("icc_profile"))
        files = {}
        for size in stored:
            small = to_srgb(pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
            if turn in TURNS:
                small = small.transpose(TURNS[turn])
            small.info = {}  # of which Pillow would write a comment
            files.update({(small.width, end): saved(small, options) for end, options in ENCODERS.items()})
        return files


def quiet() -> AbstractContextManager[object]:
    """Return a context in which Pillow does not warn of metadata that is not published anyway."""
    return warnings.catch_warnings(action="ignore")


def saved(image: Image.Image, options: dict[str, Any]) -> bytes:
    """Return the picture as a file."""
    file = BytesIO()
    image.save(file, **options)
    return file.getvalue()


def check_whole(data: bytes, suffix: str) -> None:
    """Raise Unsound for damage that decoding passes over: a PNG's check sums, the order of a JPEG's parts."""
    try:
        if FORMATS[suffix] == "JPEG":
            check_parts(marker for marker, _ in jpeg_segments(data))
        else:
            open_picture(data, suffix).verify()
    except Unsound:
        raise
    except Exception as error:  # SyntaxError, ValueError, OSError, struct.error
        raise damaged(error) from error


def check_parts(markers: Iterable[int]) -> None:
    """Raise Unsound for a JPEG of so many parts, given by their markers, that it would keep a decoder busy."""
    scans = 0
    for number, marker in enumerate(markers, start=1):
        scans += marker == SCAN
        if scans > MAX_SCANS or number > MAX_PARTS:
            raise Unsound("f-009", parts=MAX_PARTS, scans=MAX_SCANS)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of each segment of a JPEG (ITU-T T.81, Annex B); last its end, with what follows it.

    Raises ValueError where the file breaks off, or where no segment can stand.
    """
    place = 2
    while match := MARKER.search(data, place):
        if data[place : match.start()].strip(b"\xff"):  # any number of FF may precede a marker
            raise ValueError("its parts are out of order")
        marker = match[1][0]
        if marker == END:
            yield marker, data[match.end() :]
            return
        length = int.from_bytes(data[match.end() : match.end() + 2], "big")
        place = match.end() + length
        if length < 2 or place > len(data):
            break
        yield marker, data[match.end() + 2 : place]
        if marker == SCAN:
            following = MARKER.search(data, place)
            if following is None:
                break
            restarts = RESTART.findall(data, place, following.start())  # D0 to D7, over and over
            if any(mark[0] != 0xD0 + number % 8 for number, mark in enumerate(restarts)):
                raise ValueError("a piece of its pixels is missing")
            place = following.start()
    raise ValueError("the file breaks off")


def on_white(image: Image.Image) -> Image.Image:
    """Return the decoded picture in mode L, RGB or CMYK, on white where it was transparent."""
    if image.mode.startswith("I"):  # 16 bits of grey; convert() would cut off what is above 8
        return image.convert("I").point(lambda grey: grey * (1 / 257) + 0.5).convert("L")
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        image = white
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if grey else "RGB")


def colour_conversion(mode: str, profile: bytes | None) -> Callable[[Image.Image], Image.Image]:
    """Return the function that converts a picture of that mode to RGB as sRGB means it (IEC 61966-2-1).

    profile: the picture's ICC profile; without one a picture is sRGB, as browsers take it. Raises Unsound where
    the profile can't be used, or where only one would tell what the colours are.
    """
    if not profile:
        if mode == "CMYK":
            raise Unsound("f-011")
        return lambda image: image.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        # A grey picture with the profile of coloured ones is in its grey.
        through = "RGB" if mode == "L" and source.profile.xcolor_space.strip() == "RGB" else mode
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            through,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise Unsound("f-012", said=error) from error
    return lambda image: transform.apply(image.convert(through))


def same_picture(one: bytes, other: bytes, suffix: str) -> bool:
    """Return whether other, which may be anybody's, shows what one does, a published file, and holds nothing else.

    suffix: ".jpg" or ".webp". The same recipe gives other bytes on another processor, and much the same pixels.
    """
    if len(other) > MOST_LONGER * len(one) or not holds_only_pixels(other, suffix):
        return False
    try:
        with quiet():
            pictures = [Image.open(BytesIO(data), formats=[FORMATS[suffix[1:]]]) for data in (one, other)]
            if pictures[0].size != pictures[1].size:  # before its pixels are decoded
                return False
            first, second = (picture.convert("RGB").reduce(BLOCK) for picture in pictures)
    except Exception as error:  # whatever a decoder makes of broken data
        damaged(error)
        return False
    difference = ImageStat.Stat(ImageChops.difference(first, second))
    most = max(high for _, high in difference.extrema)
    return most <= MOST_OF_A_BLOCK and max(difference.mean) <= MOST_OF_ALL


def holds_only_pixels(data: bytes, suffix: str) -> bool:
    """Return whether a published picture has no EXIF, XMP, colour profile, comment, nor anything behind its end."""
    if suffix == ".webp":
        # The simple file format: one chunk of pixels, and the file ends with it (RFC 9649, 2.4 and 2.5).
        end = 20 + int.from_bytes(data[16:20], "little")
        return data[12:16] == b"VP8 " and end + end % 2 == len(data)
    try:
        segments = list(islice(jpeg_segments(data), MAX_SCANS))
    except ValueError:
        return False
    # Of the others, only JFIF's own header, without its thumbnail; and after the last, nothing.
    known = [marker in PIXELS or (marker == 0xE0 and len(content) == 14) for marker, content in segments]
    return all(known) and segments[-1] == (END, b"")
