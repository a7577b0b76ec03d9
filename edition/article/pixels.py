"""Why: a photograph as the camera or the printer saved it is heavy, may lie on its side, and tells where it was taken.

Not a plugin itself: opens an original and makes the files to publish of it, with Pillow; used by photographs.
"""

import re
from collections.abc import Iterator
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError, features

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}
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
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
RESTART = re.compile(rb"\xff([\xd0-\xd7])")
AGAIN = "export the picture again as JPEG in sRGB"

Image.MAX_IMAGE_PIXELS = None  # open_picture has its own limit, and says it in one line


class Unsound(Exception):
    """A picture that can't be published. wrong, mend: as in faults.Fault, to follow the picture's name."""

    def __init__(self, wrong: str, mend: str) -> None:
        self.wrong, self.mend = wrong, mend
        super().__init__(wrong, mend)


def open_picture(data: bytes, suffix: str) -> Image.Image:
    """Return the picture in data, its pixels not yet decoded.

    suffix: the end of its file's name, one of FORMATS. Raises Unsound unless the data is a still picture of that
    format whose size can be published; the size is what the header says.
    """
    image = identify(data, [FORMATS[suffix]])
    if image is None:
        other = identify(data, list(FORMATS.values()))
        if other is None:
            raise Unsound(f"is no {FORMATS[suffix]} picture, whatever its name says", AGAIN)
        right = next(end for end, name in FORMATS.items() if name == other.format.replace("MPO", "JPEG"))
        raise Unsound(f"is a {FORMATS[right]} picture by another name", f"let its name end in .{right}")
    width, height = shown_size(image)
    # A JPEG may hold more pictures (MPO, of phones and stereo cameras); the first is the photograph.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise Unsound("moves", "name a still picture")
    if width * height > MAX_PIXELS:
        wrong = f"has {width} × {height} pixels, more than {MAX_PIXELS // 1_000_000} million"
        raise Unsound(wrong, "scale it down; 3000 pixels across are plenty")
    if width < MIN_WIDTH:
        raise Unsound(f"is only {width} pixels wide", f"name the picture itself, {MIN_WIDTH} pixels wide or more")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise Unsound(f"is a strip of {width} × {height} pixels", f"crop it to less than {MAX_RATIO} to 1")
    return image


def identify(data: bytes, formats: list[str]) -> Image.Image | None:
    """Return the picture with its header read, None if it is of none of the formats."""
    try:
        return Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        return None
    except Exception as error:  # whatever a parser makes of a broken header
        raise damaged(error) from error


def damaged(error: Exception) -> Unsound:
    """Return the fault of a picture that Pillow can't read."""
    return Unsound(f"is damaged ({error})", "copy it again from where it came, and look at it")


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
    check_whole(data, suffix)
    image = open_picture(data, suffix)
    turn = orientation(image)
    sizes = published_sizes(*shown_size(image))
    # libjpeg decodes to a half, a quarter or an eighth in much less time; twice the size wanted keeps it sharp.
    image.draft("RGB", tuple(2 * side for side in (sizes[-1][::-1] if turn >= 5 else sizes[-1])))
    try:
        image.load()
    except Exception as error:  # whatever a decoder makes of broken data
        raise damaged(error) from error
    profile = image.info.get("icc_profile")
    pixels = on_white(image)
    to_srgb = colour_conversion(pixels.mode, profile)
    files = {}
    for size in sizes:
        small = pixels.resize(size[::-1] if turn >= 5 else size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        small = to_srgb(small)
        if turn in TURNS:
            small = small.transpose(TURNS[turn])
        small.info = {}  # of which Pillow would write a comment
        for end, options in ENCODERS.items():
            file = BytesIO()
            small.save(file, **options)
            files[size[0], end] = file.getvalue()
    return files


def check_whole(data: bytes, suffix: str) -> None:
    """Raise Unsound for damage that decoding passes over: a PNG's check sums, the order of a JPEG's parts."""
    try:
        if FORMATS[suffix] == "JPEG":
            list(jpeg_segments(data))
        else:
            open_picture(data, suffix).verify()
    except Unsound:
        raise
    except Exception as error:  # SyntaxError, ValueError, OSError, struct.error
        raise damaged(error) from error


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of each segment of a JPEG (ITU-T T.81, Annex B); last its end, with what follows it.

    Raises ValueError where the file breaks off, or where no segment can stand.
    """
    place = 2
    while match := MARKER.match(data, place):
        marker = match[1][0]
        if marker == 0xD9:
            yield marker, data[match.end() :]
            return
        length = int.from_bytes(data[match.end() : match.end() + 2], "big")
        place = match.end() + length
        if length < 2 or place > len(data):
            break
        yield marker, data[match.end() + 2 : place]
        if marker == 0xDA:
            following = MARKER.search(data, place)
            if following is None:
                raise ValueError("the file breaks off")
            restarts = RESTART.findall(data[place : following.start()])  # D0 to D7, over and over
            if any(mark[0] != 0xD0 + number % 8 for number, mark in enumerate(restarts)):
                raise ValueError("a piece of its pixels is missing")
            place = following.start()
    raise ValueError("the file breaks off" if place >= len(data) else "its parts are out of order")


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


def colour_conversion(mode: str, profile: bytes | None):
    """Return the function that converts a picture of that mode to RGB as sRGB means it (IEC 61966-2-1).

    profile: the picture's ICC profile; without one a picture is sRGB, as browsers take it. Raises Unsound where
    the profile can't be used, or where only one would tell what the colours are.
    """
    if not profile:
        if mode == "CMYK":
            raise Unsound("has printing colours (CMYK) and no profile that tells what they look like", AGAIN)
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
        raise Unsound(f"has a colour profile that can't be used ({error})", AGAIN) from error
    return lambda image: ImageCms.applyTransform(image.convert(through), transform)


def same_picture(one, other, suffix):
    return False
