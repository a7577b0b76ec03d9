"""Why: a photograph as the camera or the printer saved it is heavy, may lie on its side, and tells where it was taken.

Opens an original, makes the files to publish of it, and compares two published files, with Pillow.
"""

import re
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageChops, ImageCms, ImageFile, ImageStat, UnidentifiedImageError, features

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
WIDTHS = (480, 960, 1440)  # a phone; a desktop, or a sharp phone; a sharp desktop
MIN_WIDTH = 320  # CSS pixels of the narrowest screen (WCAG 2.2, 1.4.10): a smaller picture is a thumbnail of another
MAX_PIXELS = 100_000_000
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
# A JPEG that holds pixels alone: no APP1 to APP15, of APP0 only JFIF's own without its thumbnail, no comment, and nothing
# after its end (ITU-T T.81, Annex B; within pixels 0 follows each FF).
ONLY_PIXELS = re.compile(
    rb"\xff\xd8\xff\xe0\0\x10(?:[^\xff]++|\xff(?![\xd9\xe0-\xef\xfe]))*+\xff\xd9",
)

MOST_SCANS = 100  # of a progressive JPEG; encoders write some ten, and each costs the time of a whole picture
# By how much two files of one picture may differ, of 255 in each colour. Measured: a published picture that was decoded
# and encoded once more differs by 12 in a block of pixels, 0.7 in all and a twelfth in length; one with a digit of 12
# pixels painted over it, 60 darker than what is around, by 22 in a block, a black one by 45.
BLOCK = 4  # pixels, across and down, of which the mean is compared
MOST_OF_A_BLOCK = 16
MOST_OF_ALL = 2
MOST_LONGER = 1.1  # times as many bytes; in more there may be something else than pixels

Image.MAX_IMAGE_PIXELS = None  # can_be_published has its own limit
warnings.filterwarnings("ignore", module="PIL")  # of metadata, which is not published anyway


def open_picture(data: bytes) -> ImageFile.ImageFile:
    """Return the picture in data, its pixels not yet decoded; raise ValueError, or what Pillow raises, for what is none."""
    if data.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError(f"it has more than {MOST_SCANS} scans")
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise ValueError("it is no JPEG, PNG, WebP or AVIF") from error


def can_be_published(width: int, height: int) -> bool:
    """Return whether a picture of that size is no thumbnail, no strip, and can be opened in due time."""
    is_strip = max(width, height) > MAX_RATIO * min(width, height)
    return width >= MIN_WIDTH and width * height <= MAX_PIXELS and not is_strip


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


def encode(data: bytes) -> dict[tuple[int, str], bytes]:
    """Return the files to publish of the picture in data, by width and suffix, smallest first.

    They are upright, in sRGB, on white where they were transparent, and hold nothing but pixels. Raises ValueError, or
    whatever Pillow raises, unless the picture decodes to its end and its colours are known.
    """
    open_picture(data).verify()  # the check sums of a PNG
    image = open_picture(data)
    turn = orientation(image)
    stored = [size[::-1] if turn >= 5 else size for size in published_sizes(*shown_size(image))]
    # libjpeg decodes to a half, a quarter or an eighth in much less time; twice the size wanted keeps it sharp.
    image.draft("RGB", (2 * stored[-1][0], 2 * stored[-1][1]))
    image.load()
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


def saved(image: Image.Image, options: dict[str, Any]) -> bytes:
    """Return the picture as a file."""
    file = BytesIO()
    image.save(file, **options)
    return file.getvalue()


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

    profile: the picture's ICC profile; without one a picture is sRGB, as browsers take it. Raises ValueError where only
    a profile would tell what the colours are, and OSError or PyCMSError where the profile can't be used.
    """
    if not profile:
        if mode == "CMYK":
            raise ValueError("it has printing colours (CMYK), and no profile tells what they look like")
        return lambda image: image.convert("RGB")
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    # A grey picture with the profile of coloured ones is in its grey.
    through = "RGB" if mode == "L" and source.profile.xcolor_space.strip() == "RGB" else mode
    transform = ImageCms.buildTransform(
        *(source, ImageCms.createProfile("sRGB"), through, "RGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return lambda image: transform.apply(image.convert(through))


def same_picture(one: bytes, other: bytes, suffix: str) -> bool:
    """Return whether other, which may be anybody's, shows what one does, a published file, and holds nothing else.

    suffix: ".jpg" or ".webp". The same recipe gives other bytes on another processor, and much the same pixels.
    """
    if len(other) > MOST_LONGER * len(one) or not holds_only_pixels(other, suffix):
        return False
    try:
        pictures = [open_picture(data) for data in (one, other)]
        if pictures[0].size != pictures[1].size:  # before its pixels are decoded
            return False
        first, second = (picture.convert("RGB").reduce(BLOCK) for picture in pictures)
    except Exception:  # whatever a decoder makes of broken data
        return False
    difference = ImageStat.Stat(ImageChops.difference(first, second))
    most = max(high for _, high in difference.extrema)
    return most <= MOST_OF_A_BLOCK and max(difference.mean) <= MOST_OF_ALL


def holds_only_pixels(data: bytes, suffix: str) -> bool:
    """Return whether a published picture has no EXIF, XMP, colour profile, comment, nor anything behind its end."""
    if suffix == ".jpg":
        return data.count(b"\xff\xe0") == 1 and bool(ONLY_PIXELS.fullmatch(data))
    # The simple file format: one chunk of pixels, and the file ends with it (RFC 9649, 2.4 and 2.5).
    end = 20 + int.from_bytes(data[16:20], "little")
    return data[12:16] == b"VP8 " and end + end % 2 == len(data)
