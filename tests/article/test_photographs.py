"""Photographs: found, upright, in sRGB, without metadata, in three widths, converted once; and shown by a browser."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from edition.article import photographs, pixels
from edition.check import bundle
from edition.check.examination import examine
from edition.check.report_cache import from_json, to_json
from edition.faults import Fault
from tests.article import pictures
from tests.browser import chromium
from tests.conftest import PROJECT_FILES, ROOT, copy_tree, run_build
from tests.serve import serving

ARTICLE = Path("content/jining-gaoxinqu.md")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return by how much two pictures differ on average, 0 to 255."""
    other = other.convert("RGB").resize(one.size, Image.Resampling.LANCZOS)
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other)).mean) / 3


def converted(data: bytes, suffix: str = "jpg") -> list[Image.Image]:
    """Return the largest WebP and the largest JPEG that are published of a picture."""
    files = pixels.encode(data, suffix)
    width = max(width for width, _ in files)
    return [Image.open(io.BytesIO(files[width, end])) for end in ("webp", "jpg")]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# what is made of one picture


@pytest.mark.parametrize(
    ("size", "widths"),
    [((6000, 4000), [480, 960, 1440]), ((1200, 800), [480, 960, 1200]), ((480, 300), [480]), ((400, 900), [400])],
)
def test_a_picture_is_published_at_three_widths_and_never_enlarged(size, widths):
    sizes = pixels.published_sizes(*size)
    assert [width for width, _ in sizes] == widths
    assert all(abs(height - width * size[1] / size[0]) <= 0.5 for width, height in sizes)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(orientation):
    upright = pictures.landscape(640, 400)
    turned = pictures.file(pictures.stored_turned(upright, orientation), **pictures.metadata(orientation))
    for image in converted(turned):
        assert image.size == (640, 400)
        assert difference(image, upright) < 2 < difference(image, upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


@pytest.mark.parametrize("profile", [{"icc_profile": pictures.wide_gamut(pictures.landscape())[1]}, {}])
@pytest.mark.parametrize("orientation", [1, 6])
def test_no_metadata_is_published(profile, orientation):
    data = pictures.file(pictures.landscape(), **profile, **pictures.metadata(orientation))
    assert data.count(pictures.SECRET.encode()) >= 4, "EXIF, GPS, XMP, comment"
    for (_, end), made in pixels.encode(data, "jpg").items():
        assert not re.search(rb"(?i)exif|xmp|icc|" + pictures.SECRET.encode(), made)
        image = Image.open(io.BytesIO(made))
        assert not dict(image.getexif()) and not set(image.info) & {"exif", "xmp", "icc_profile", "comment", "dpi"}
        if end == "jpg":
            assert [name for name, _ in image.applist] == ["APP0"]


def test_a_wide_gamut_is_brought_to_srgb():
    upright = pictures.landscape()
    image, profile = pictures.wide_gamut(upright)
    assert difference(image, upright) > 3, "shown without its profile, it would be pale"
    for made in converted(pictures.file(image, icc_profile=profile)):
        assert difference(made, upright) < 2


def test_printing_colours_look_as_the_press_prints_them():
    cyan = Image.new("CMYK", (400, 300), (255, 0, 0, 0))
    for made in converted(pictures.file(cyan, icc_profile=pictures.press_profile())):
        red, green, blue = made.convert("RGB").getpixel((200, 150))
        assert red < 30 and 130 < green < 170 and 200 < blue < 240, "printed cyan, not the screen's (0, 255, 255)"


@pytest.mark.parametrize(
    ("image", "options", "kind", "grey"),
    [
        (Image.new("L", (400, 300), 128), {}, "JPEG", 128),
        (Image.new("L", (400, 300), 128), {"icc_profile": pictures.grey_profile()}, "JPEG", 100),
        (Image.new("L", (400, 300), 128), {"icc_profile": pictures.wide_gamut(pictures.landscape())[1]}, "JPEG", 127),
        (Image.new("I;16", (400, 300), 0x8080), {}, "PNG", 128),
        (Image.new("1", (400, 300), 1), {}, "PNG", 255),
        (Image.new("P", (400, 300), 0), {}, "PNG", 0),
        (Image.new("LA", (400, 300), (0, 128)), {}, "PNG", 127),
        (Image.new("RGBA", (400, 300), (0, 0, 0, 0)), {}, "PNG", 255),
        (Image.new("RGB", (400, 300), (9, 9, 9)), {"transparency": (9, 9, 9)}, "PNG", 255),
        (Image.new("RGBA", (400, 300), (0, 0, 0, 0)), {}, "WEBP", 255),
        (Image.new("RGB", (400, 300), (128, 128, 128)), {}, "AVIF", 128),
    ],
    ids="grey,grey-profile,grey-in-colour,16-bit,1-bit,palette,half-clear,clear,clear-by-colour,clear-webp,avif".split(
        ","
    ),
)
def test_every_mode_keeps_its_tone_on_white(image, options, kind, grey):
    suffix = {"JPEG": "jpg"}.get(kind, kind.lower())
    for made in converted(pictures.file(image, kind, **options), suffix):
        assert all(abs(value - grey) <= 2 for value in made.convert("RGB").getpixel((200, 150)))


def test_of_several_pictures_in_one_file_the_first_is_the_photograph():
    first, second = pictures.landscape(400, 300), pictures.landscape(400, 300, 2)
    data = io.BytesIO()
    first.save(data, "MPO", save_all=True, append_images=[second], quality=95)
    for made in converted(data.getvalue()):
        assert difference(made, first) < 2


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")])
def test_a_file_that_breaks_off_anywhere_is_refused(kind, suffix):
    data = pictures.file(pictures.landscape(400, 300), kind)
    for part in range(1, 20):
        with pytest.raises(pixels.Unsound):
            pixels.encode(data[: len(data) * part // 20], suffix)
    if suffix in ("jpg", "png"):  # in the others, nothing tells zeros from pixels
        with pytest.raises(pixels.Unsound):
            pixels.encode(data[: len(data) * 2 // 3].ljust(len(data), b"\0"), suffix)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_a_piece_of_another_file_in_a_jpeg_is_found(options):
    data = pictures.file(pictures.landscape(400, 300), **options)
    middle = len(data) // 2
    for piece in (b"\xff\x01", b"\xff\xd8\xff\xe0", b"\xff\xd5" if options.get("restart_marker_rows") else b"\xff\xc0"):
        with pytest.raises(pixels.Unsound, match="damaged"):
            pixels.encode(data[:middle] + piece + data[middle:], "jpg")


# what a build makes of several


@pytest.fixture
def album(tmp_path) -> Path:
    """A folder of originals that a test may spoil."""
    folder = tmp_path / "content" / "images"
    (folder / "2026").mkdir(parents=True)
    for seed, name in enumerate(["a.jpg", "2026/b.JPG", "大厅.jpeg"], start=1):
        (folder / name).write_bytes(pictures.file(pictures.landscape(500, 300, seed)))
    return tmp_path / "content"


def found(content: Path) -> list[photographs.Photograph]:
    """Return the photographs in the folder, as if each line of an article named one."""
    names = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.[jJ]*"))
    return [photographs.find(Path("a.md"), number, name, content) for number, name in enumerate(names, start=1)]


def publish(content: Path, name: str = "output") -> int:
    """Publish the folder's photographs beside it; return how many were converted."""
    return photographs.publish(found(content), content, content.parent / name, content.parent / "cache")


def test_the_same_photographs_give_the_same_bytes_in_any_folder_and_order(album, tmp_path):
    publish(album)
    other = copy_tree(album, tmp_path / "别处" / "content")
    photographs.publish(found(other)[::-1], other, other.parent / "output", other.parent / "cache")
    files = contents(tmp_path / "output")
    assert len(files) == 3 * 2 * 2 and files == contents(other.parent / "output")
    assert all(re.fullmatch(r"images/(a|b|photograph)-(480|500)-[0-9a-f]{12}\.(webp|jpg)", name) for name in files)


def test_an_unchanged_photograph_is_not_converted_again(album):
    assert publish(album, "first") == 3
    assert publish(album, "second") == 0
    assert contents(album.parent / "first") == contents(album.parent / "second")
    (album / "images" / "a.jpg").write_bytes(pictures.file(pictures.landscape(500, 300, 9)))
    assert publish(album, "third") == 1
    first, third = (set(contents(album.parent / name)) for name in ("first", "third"))
    assert len(first - third) == len(third - first) == 4, "a changed photograph has other names"


def test_another_recipe_converts_all_again(album, monkeypatch):
    publish(album)
    monkeypatch.setattr(pixels, "RECIPE", "another version of Pillow")
    assert publish(album) == 3
    assert publish(album) == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-40],
        lambda data: b"",
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"x" * len(data),
    ],
    ids=["truncated", "empty", "one bit turned", "overwritten"],
)
def test_a_broken_entry_of_the_cache_is_made_anew(album, spoil):
    publish(album, "first")
    entry = album.parent / "cache" / "images" / "a.jpg.zip"
    entry.write_bytes(spoil(entry.read_bytes()))
    assert publish(album, "second") == 1
    assert contents(album.parent / "first") == contents(album.parent / "second")
    assert publish(album, "third") == 0


def test_the_cache_holds_one_entry_for_each_picture_and_nothing_else(album):
    publish(album)
    cache = album.parent / "cache"
    (cache / "images" / "tmp1234").write_bytes(b"left by a kill")
    (album / "images" / "a.jpg").write_bytes(pictures.file(pictures.landscape(500, 300, 9)))
    shutil.rmtree(album / "images" / "2026")
    publish(album)
    assert list(contents(cache)) == ["images/a.jpg.zip", "images/大厅.jpeg.zip"]
    assert not (cache / "images" / "2026").exists()


def test_the_first_damaged_photograph_is_named_with_its_line(album):
    for name in ("a.jpg", "2026/b.JPG"):
        path = album / "images" / name
        path.write_bytes(path.read_bytes()[:-500])
    photos = found(album)
    assert [photo.name for photo in photos] == ["images/2026/b.JPG", "images/a.jpg", "images/大厅.jpeg"]
    for each in (photos, photos[::-1]):
        with pytest.raises(Fault) as raised:
            photographs.publish(each, album, album.parent / "output", album.parent / "cache")
        broken = next(photo for photo in each if photo.name != "images/大厅.jpeg")
        assert (raised.value.line, raised.value.wrong.split()[0]) == (broken.line, broken.name)


def test_a_photograph_that_changes_during_the_build_is_not_published_under_the_old_name(album):
    photos = found(album)
    (album / "images" / "a.jpg").write_bytes(pictures.file(pictures.landscape(500, 300, 9)))
    with pytest.raises(Fault, match="changed meanwhile"):
        photographs.publish(photos, album, album.parent / "output", album.parent / "cache")


def test_a_data_address_holds_the_picture(album):
    publish(album)
    path = next((album.parent / "output" / "images").glob("*.webp"))
    head, _, data = photographs.data_address(path).partition(",")
    assert head == "data:image/webp;base64" and base64.b64decode(data) == path.read_bytes()


# a bundle with photographs


@pytest.fixture(scope="module")
def illustrated(tmp_path_factory) -> Path:
    """The project with three photographs in its article, a draft with a fourth, and its bundle in output/."""
    project = tmp_path_factory.mktemp("illustrated") / "project"
    for name in PROJECT_FILES:
        copy_tree(ROOT / name, project / name)
    folder = project / "content" / "images"
    folder.mkdir()
    wide, profile = pictures.wide_gamut(pictures.landscape(1600, 1000))
    upright = pictures.landscape(900, 1200, 2)
    for name, data in {
        "广场.jpg": pictures.file(wide, icc_profile=profile, **pictures.metadata()),
        "DSC_0042.JPG": pictures.file(pictures.stored_turned(upright, 6), **pictures.metadata(6)),
        "press.jpg": pictures.file(
            pictures.landscape(1600, 900, 3).convert("CMYK"), icc_profile=pictures.press_profile()
        ),
        "draft.png": pictures.file(pictures.landscape(400, 300, 4), "PNG"),
    }.items():
        (folder / name).write_bytes(data)
    text = (project / ARTICLE).read_text(encoding="utf-8")
    for name in ("广场.jpg", "DSC_0042.JPG", "press.jpg"):
        text = text.replace("/// photo\n", f'/// photo | images/{name}\n    alt: "山与屋“甲”<&>"\n\n', 1)
    (project / ARTICLE).write_text(text, encoding="utf-8")
    (project / "content" / "draft.md").write_text(
        "Title: 草稿\nDate: 2026-11-23\nStatus: draft\n\n导语。\n\n/// photo | images/draft.png\n    alt: 山\n\n图说。\n///\n",
        encoding="utf-8",
    )
    done = run_build(project, project / "output")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return project


@pytest.fixture(scope="module")
def soup(illustrated) -> BeautifulSoup:
    """The article's page."""
    return BeautifulSoup((illustrated / "output" / "index.html").read_bytes(), "html.parser")


def test_a_photograph_is_added_by_naming_its_file(illustrated, soup):
    figure = soup.select_one("#figure-1")
    source, image = figure.picture.find_all(True)
    names = re.findall(r"(images/photograph-(\d+)-[0-9a-f]{12}\.webp) (\d+)w", source["srcset"])
    assert source["type"] == "image/webp" and [(a, b) for _, a, b in names] == [(w, w) for w in ("480", "960", "1440")]
    assert image["src"] in image["srcset"] and image["srcset"] == source["srcset"].replace(".webp", ".jpg")
    assert image["alt"] == "山与屋“甲”<&>" and (image["loading"], image["decoding"]) == ("lazy", "async")
    with Image.open(illustrated / "output" / image["src"]) as file:
        assert file.size == (int(image["width"]), int(image["height"])) == (960, 600)
    assert figure.figcaption.get_text() == "创新谷党建文化广场。"
    assert figure.select_one(".figure__note").get_text() == "图1"
    assert (soup.select_one("#figure-2 img")["width"], soup.select_one("#figure-2 img")["height"]) == ("900", "1200")
    assert soup.select_one("#figure-4 img") is None and "未随文提供" in soup.select_one("#figure-4").get_text()


def test_nothing_of_the_originals_is_in_the_bundle(illustrated):
    for name, data in contents(illustrated / "output").items():
        assert pictures.SECRET.encode() not in data, name
        assert not name.endswith((".png", ".JPG")) and "广场" not in name


def test_a_draft_shows_its_photograph_to_the_editor_and_leaves_none_when_published(illustrated, tmp_path):
    page = BeautifulSoup((illustrated / "output" / "drafts" / "draft.html").read_bytes(), "html.parser")
    assert (illustrated / "output" / "drafts" / page.img["src"]).resolve().is_file()
    done = run_build(illustrated, tmp_path / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    assert not list((tmp_path / "output").rglob("*draft*"))


def test_a_bare_pelican_shows_the_photographs_too(illustrated, tmp_path):
    command = [sys.executable, "-m", "pelican", "--fatal", "warnings", "--output", str(tmp_path)]
    subprocess.run(command, cwd=illustrated, check=True, capture_output=True, env={"PATH": os.environ["PATH"]})
    assert contents(tmp_path / "images") == contents(illustrated / "output" / "images")


def test_a_build_takes_unchanged_photographs_from_the_cache(illustrated, tmp_path):
    project = copy_tree(illustrated, tmp_path / "project")
    entry = project / photographs.CACHE / "images" / "press.jpg.zip"
    (photo,) = [each for each in found(project / "content") if each.name == "images/press.jpg"]
    # Of another picture, as if it had been converted to that.
    other = pixels.encode(pictures.file(pictures.landscape(1600, 900, 7)), "jpg")
    photographs.write_entry(entry, photo, {photo.file(*of): data for of, data in other.items()})
    assert run_build(project, project / "output").returncode == 0
    assert (project / "output" / photo.file(480, "webp")).read_bytes() == other[480, "webp"]


def test_a_page_that_an_earlier_build_proved_still_shows_its_photographs(illustrated):
    report = examine(illustrated / "output", illustrated / "content" / "source", "index.html")
    assert len(report.pictures) == 6, "a source and an img for each photograph"
    assert from_json(json.loads(json.dumps(to_json(report)))) == report


def test_a_page_without_photographs_has_nothing_of_them(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<picture|<source|<img|srcset", page) and 'img-src data:"' in page
    assert not (site / "images").exists()


def test_a_feed_names_photographs_by_their_whole_addresses(illustrated, tmp_path):
    done = run_build(illustrated, tmp_path / "output", "publishconf.py", SITEURL="https://example.org/a")
    assert done.returncode == 0, done.stderr
    feed = ElementTree.parse(tmp_path / "output" / "feed.xml")
    story = BeautifulSoup(feed.findtext(".//{http://www.w3.org/2005/Atom}content"), "html.parser")
    assert len(story.find_all("img")) == 3
    for tag in story.find_all(["source", "img"]):
        addresses = [part.split()[0] for part in tag["srcset"].split(",")]
        for address in [*addresses, *filter(None, [tag.get("src")])]:
            before, _, name = address.partition("https://example.org/a/")
            assert not before and (tmp_path / "output" / name).is_file(), address


def test_conversion_is_silent_in_a_log_and_shows_its_progress_on_a_terminal(illustrated, tmp_path):
    pty = pytest.importorskip("pty")
    project = copy_tree(illustrated, tmp_path / "project")
    shutil.rmtree(project / photographs.CACHE)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edition.bundle.build", "--settings", "pelicanconf.py", "--output", "output"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while part := read_terminal(ours):
            shown += part
    os.close(ours)
    assert process.returncode == 0 and b"Converting the photographs" in shown and b"100%" in shown
    shutil.rmtree(project / photographs.CACHE)
    done = run_build(project, project / "output", FORCE_COLOR="1")
    assert done.returncode == 0 and done.stderr == "" and "photographs" not in done.stdout


def read_terminal(handle: int) -> bytes:
    """Return what was written to the terminal, b"" at its end, which Linux reports as an error."""
    try:
        return os.read(handle, 4096)
    except OSError:
        return b""


# what the checks refuse


def edit_page(old: str, new: str, count: int = 1):
    """Return what replaces old, a regular expression, by new in the page."""

    def change(site: Path) -> None:
        text = (site / "index.html").read_text(encoding="utf-8")
        changed, number = re.subn(old, new, text, count=count)
        assert number, f"the page has no {old}"
        (site / "index.html").write_text(changed, encoding="utf-8")

    return change


def edit_picture(pattern: str, change):
    """Return what changes the bytes of a picture of the bundle."""

    def spoil(site: Path) -> None:
        (path,) = (site / "images").glob(pattern)
        path.write_bytes(change(path.read_bytes()))

    return spoil


def again(data: bytes, **options) -> bytes:
    """Return the picture saved again, with options."""
    image = Image.open(io.BytesIO(data))
    return pictures.file(image.convert("RGB"), image.format, **options)


def exif() -> bytes:
    """Return EXIF with a secret."""
    return pictures.metadata()["exif"]


def icc() -> bytes:
    """Return a colour profile."""
    return pictures.wide_gamut(pictures.landscape())[1]


SPOILED = {
    "picture removed": (lambda site: next((site / "images").glob("press-480-*.webp")).unlink(), "no file"),
    "picture truncated": (edit_picture("press-480-*.webp", lambda data: data[:-100]), "no whole WEBP picture"),
    "pixels damaged": (
        edit_picture("press-480-*.webp", lambda data: data[:40] + b"\xff" * (len(data) - 40)),
        "no whole WEBP picture",
    ),
    "JPEG truncated": (edit_picture("press-480-*.jpg", lambda data: data[:-2]), "no whole JPEG picture"),
    "picture of another format": (
        edit_picture("press-480-*.webp", lambda data: pictures.file(pictures.landscape(480, 270), "PNG")),
        "no whole WEBP picture",
    ),
    "picture of another width": (
        edit_picture("press-480-*.jpg", lambda data: pictures.file(pictures.landscape(470, 264))),
        "470 pixels wide, and its name says 480",
    ),
    "picture of another shape": (
        edit_picture("press-480-*.jpg", lambda data: pictures.file(pictures.landscape(480, 300))),
        "differ in shape",
    ),
    "EXIF in a JPEG": (edit_picture("press-480-*.jpg", lambda data: again(data, exif=exif())), "the segment E1"),
    "EXIF in a WebP": (edit_picture("press-480-*.webp", lambda data: again(data, exif=exif())), "the chunk VP8X"),
    "XMP in a JPEG": (edit_picture("press-480-*.jpg", lambda data: again(data, xmp=b"<x/>")), "the segment E1"),
    "profile in a JPEG": (edit_picture("press-480-*.jpg", lambda data: again(data, icc_profile=icc())), "segment E2"),
    "profile in a WebP": (edit_picture("press-480-*.webp", lambda data: again(data, icc_profile=icc())), "VP8X"),
    "comment in a JPEG": (edit_picture("press-480-*.jpg", lambda data: again(data, comment=b"x")), "segment FE"),
    "words behind a JPEG": (edit_picture("press-480-*.jpg", lambda data: data + b"words"), "follows the pixels"),
    "words behind a WebP": (edit_picture("press-480-*.webp", lambda data: data + b"words"), "follows the pixels"),
    "picture that no page shows": (
        lambda site: shutil.copy(
            next((site / "images").glob("press-480-*.jpg")), site / "images/x-480-0123456789ab.jpg"
        ),
        "no page shows this picture",
    ),
    "original in the bundle": (
        lambda site: (site / "images" / "hall.jpg").write_bytes(pictures.file(pictures.landscape())),
        "no file of an edition",
    ),
    "height wrong": (edit_page(r'height="600"', 'height="601"'), "an img says 960 × 601"),
    "width missing": (edit_page(r' width="960"', ""), "an img says None"),
    "not lazy": (edit_page(r'loading="lazy"', 'loading="eager"'), "does not say loading=lazy"),
    "type wrong": (edit_page(r'type="image/webp"', 'type="image/avif"'), "does not say type=image/webp"),
    "sizes missing": (edit_page(r'<source sizes="[^"]*"', "<source"), "does not say sizes="),
    "width descriptor wrong": (edit_page(r"webp 480w", "webp 481w"), "wrong about the widths"),
    "density instead of width": (edit_page(r"webp 480w", "webp 1x"), "wrong about the widths"),
    "candidates out of order": (
        edit_page(r'srcset="(images/press\S+\.webp 480w), (images/press\S+ 960w)', r'srcset="\2, \1'),
        "wrong about the widths",
    ),
    "JPEG as WebP": (edit_page(r'(srcset="images/press-480-[0-9a-f]+)\.webp', r"\1.jpg"), "of another kind"),
    "another photograph in old browsers": (
        edit_page(r"<img ([^>]*)images/dsc-0042-\S+?( 480w[^>]*)", r"<img \1images/none\2"),
        "no picture of this bundle",
    ),
    "another photograph in new browsers": (
        edit_page(r'(?s)srcset="images/dsc-0042[^"]*webp 900w"(.*?)(srcset="images/press[^"]*webp 1440w")', r"\2\1\2"),
        "one photograph in one browser and another elsewhere",
    ),
    "source removed": (edit_page(r"<source [^>]*>", ""), "not one source and one img"),
    "picture element removed": (edit_page(r"</?picture>", "", 2), "outside a picture"),
    "alt text removed": (edit_page(r'alt="山[^"]*"', 'alt=""'), "no alt text"),
    "event handler": (edit_page(r"<img ", '<img onload="x" '), "the attribute onload"),
    "media on a source": (edit_page(r"<source ", '<source media="print" '), "the attribute media"),
    "pictures from anywhere": (edit_page("img-src ", "img-src https: "), "the policy does not say img-src"),
    "pictures forbidden": (
        edit_page(r"img-src ('|&#39;)self('|&#39;) ", "img-src "),
        "the policy does not say img-src",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_the_checks_refuse_a_spoiled_photograph(illustrated, tmp_path, name):
    site = copy_tree(illustrated / "output", tmp_path / "site")
    spoil, words = SPOILED[name]
    sources = illustrated / "content" / "source"
    assert bundle.faults(site, sources) == []
    spoil(site)
    sentences = bundle.faults(site, sources)
    assert any(words in sentence for sentence in sentences if "SHA256SUMS" not in sentence), sentences


# in a browser


@pytest.fixture(scope="module")
def browser():
    """A browser for this file's tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=["file", "http"])
def address(request, illustrated) -> str:
    """The page's address, from disk and over HTTP."""
    if request.param == "file":
        yield (illustrated / "output" / "index.html").as_uri()
    else:
        with serving(illustrated / "output") as base:
            yield base


SHOW_ALL = "async () => { for (const image of document.images) { image.scrollIntoView(); await image.decode() } }"
DRAWN = (
    "[...document.images].map(i => [i.complete && i.naturalWidth > 0, i.currentSrc, i.getBoundingClientRect().width])"
)
# How wide `sizes` says that a picture is drawn, where the browser doesn't measure for itself.
SAID = """() => {
  const wide = matchMedia('(min-width: 48em)').matches
  const probe = document.createElement('div')
  probe.style.cssText = `position: absolute; font-size: 16px; width: ${wide ? WIDE : NARROW}`
  document.body.append(probe)
  return probe.getBoundingClientRect().width
}"""


@pytest.mark.parametrize(
    ("width", "density", "candidate"),
    [(320, 1, 480), (390, 1, 480), (390, 3, 960), (768, 1, 960), (1280, 1, 960), (1280, 2, 1440)],
)
def test_each_screen_loads_the_picture_that_fits_it_and_the_policy_allows_it(
    browser, address, width, density, candidate
):
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=density)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.evaluate(SHOW_ALL)
    drawn = page.evaluate(DRAWN)
    wide, narrow = re.fullmatch(r"auto, \(min-width: 48em\) (.*), (calc.*)", photographs.SIZES).groups()
    claimed = page.evaluate(SAID.replace("WIDE", repr(wide)).replace("NARROW", repr(narrow)))
    page.close()
    assert said == []
    assert len(drawn) == 3 and all(whole for whole, _, _ in drawn)
    assert f"/images/photograph-{candidate}-" in drawn[0][1] and drawn[0][1].endswith(".webp")
    for _, _, drawn_width in drawn:
        assert 0 <= claimed - drawn_width < 20, "within the one character by which the theme rounds its measure"


def test_nothing_moves_when_a_photograph_arrives(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.route("**/images/*", lambda route: route.abort())
    page.goto(address)
    before = page.evaluate("document.documentElement.scrollHeight")
    page.unroute("**/images/*")
    page.reload()
    page.evaluate(SHOW_ALL)
    after = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert before == after > 0


def test_photographs_that_were_never_scrolled_to_are_printed(browser, address, tmp_path):
    page = browser.new_page(viewport={"width": 390, "height": 600})
    page.goto(address)
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    page.close()
    printed = [image.image.size for sheet in PdfReader(tmp_path / "print.pdf").pages for image in sheet.images]
    assert len(printed) == 3 and all(width >= 480 for width, _ in printed)
