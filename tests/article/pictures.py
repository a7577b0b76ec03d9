"""Pictures for the tests, drawn on the spot: landscapes of gradients and shapes, in every form a newsroom sends."""

import math
import random
import struct
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageDraw, ImageFilter

SECRET = "SECRET-SERIAL-4711"  # stands wherever a file can carry words, and must not be published
# Colour of each ink of a printing press and of their overprints, without black, as CIE L*a*b* (roughly ISO Coated).
INKS = {
    "": (95, 0, -2),
    "Y": (89, -5, 93),
    "M": (48, 74, -3),
    "MY": (47, 68, 48),
    "C": (55, -37, -50),
    "CY": (50, -68, 25),
    "CM": (24, 22, -46),
    "CMY": (23, 0, 0),
}


def landscape(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """Return a picture of sky, sun, hills and houses; another seed gives another."""
    dice = random.Random(seed)
    sky = Image.linear_gradient("L").resize((width, height))
    blue, glow = Image.new("RGB", (width, height), (70, 120, 190)), Image.new("RGB", (width, height), (250, 220, 180))
    image = Image.composite(glow, blue, sky)
    draw = ImageDraw.Draw(image)
    x, y, r = dice.uniform(0.6, 0.85) * width, 0.2 * height, 0.07 * min(width, height)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 240, 200))
    for layer in range(3):
        base, phase = height * (0.5 + 0.12 * layer), dice.uniform(0, 6)
        ridge = [(i, base - math.sin(phase + i * 7 / width) * height * 0.06) for i in range(0, width + 8, 8)]
        draw.polygon([(0, height), *ridge, (width, height)], fill=(60 + 10 * layer, 110 - 20 * layer, 80 - 15 * layer))
    for _ in range(14):
        x, w, h = dice.uniform(0, 0.95) * width, width * 0.05, height * dice.uniform(0.08, 0.3)
        top = height * 0.95 - h
        draw.rectangle((x, top, x + w, height * 0.95), fill=(dice.randrange(120, 230),) * 2 + (150,))
        for row in range(int(h // 20)):
            draw.rectangle((x + w * 0.2, top + 6 + 20 * row, x + w * 0.8, top + 16 + 20 * row), fill=(250, 230, 140))
    return image.filter(ImageFilter.GaussianBlur(width / 1200))


def file(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    """Return the picture as a file of that format."""
    data = BytesIO()
    image.save(data, kind, **({"quality": 95} if kind == "JPEG" else {}), **options)
    return data.getvalue()


def metadata(orientation: int = 1) -> dict:
    """Return options of file() that put the secret into EXIF (GPS, serial number), XMP and comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (35.0, 24.0, 0.0), 29: SECRET})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><serial>{SECRET}</serial></x:xmpmeta>'
    return {"exif": exif.tobytes(), "xmp": xmp.encode(), "comment": SECRET.encode()}


def stored_turned(image: Image.Image, orientation: int) -> Image.Image:
    """Return the picture as a camera held otherwise stores it: shown by that EXIF orientation, it is upright."""
    turns = [None, *(Image.Transpose(n) for n in (0, 3, 1, 5, 2, 6, 4))]  # the inverse of each of 2 to 8
    turn = turns[orientation - 1]
    return image if turn is None else image.transpose(turn)


def wide_gamut(image: Image.Image) -> tuple[Image.Image, bytes]:
    """Return the sRGB picture in the colours of Adobe RGB (1998), and that profile."""
    profile = icc_profile(
        b"RGB ",
        b"XYZ ",
        {
            b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
            b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
            b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
            **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma(2.19921875)),
        },
    )
    srgb, adobe = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(profile))
    return ImageCms.profileToProfile(image, srgb, adobe, outputMode="RGB"), profile


def grey_profile() -> bytes:
    """Return the profile of a grey that is darker than sRGB's."""
    return icc_profile(b"GRAY", b"XYZ ", {b"kTRC": gamma(3.0)})


def press_profile() -> bytes:
    """Return the profile of a printing press with the colours of INKS."""
    corners = []
    for number in range(16):
        cyan, magenta, yellow, black = (number >> shift & 1 for shift in (3, 2, 1, 0))
        lightness, a, b = INKS["C" * cyan + "M" * magenta + "Y" * yellow]
        lightness, a, b = (10, 0, 0) if black else (lightness, a, b)
        corners.append(bytes((round(lightness * 2.55), a + 128, b + 128)))
    straight = bytes(range(256))
    unit = b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + unit + straight * 4 + b"".join(corners) + straight * 3
    return icc_profile(b"CMYK", b"Lab ", {b"A2B0": table})


def icc_profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Return an ICC profile of version 2 (ICC.1:2001-04) from the given colour space, with the tags."""
    tags = {b"wtpt": xyz(0.9642, 1, 0.8249), **tags}
    place, index, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        index += name + struct.pack(">II", place + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"\0" * 4, 0x02100000, b"mntr", space, connection)
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28 + xyz(0.9642, 1, 0.8249)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + index + body


def fixed(value: float) -> bytes:
    """Return the number as ICC's s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))


def xyz(x: float, y: float, z: float) -> bytes:
    """Return a tag of one colour."""
    return b"XYZ \0\0\0\0" + fixed(x) + fixed(y) + fixed(z)


def gamma(value: float) -> bytes:
    """Return a tag of a curve."""
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def header_only_png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header claims that size (RFC 2083)."""
    from zlib import crc32

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"\x78\x9c") + chunk(b"IEND", b"")
