"""Photographs: found, upright, in sRGB, without metadata, in three widths, converted once; and shown by a browser."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageChops, ImageDraw, ImageStat
from playwright.sync_api import Browser
from pypdf import PdfReader

from edition.article import photographs, pixels
from edition.bundle.build import build
from edition.faults import Fault
from edition.pages.filters import data_address
from tests.article import pictures
from tests.browser import chromium
from tests.conftest import ARTICLE, CONTENT, copy_tree, process_kept, says, settings_for
from tests.serve import serving

SIZE = (440, 330)
LANDSCAPE = pictures.landscape(*SIZE)
PICTURE, DRAWING = pictures.file(LANDSCAPE), pictures.file(LANDSCAPE, "PNG")
WIDE = pictures.wide_gamut(LANDSCAPE)[1]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return by how much two pictures differ on average, 0 to 255."""
    other = other.convert("RGB").resize(one.size, Image.Resampling.LANCZOS)
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other)).mean) / 3


def converted(data: bytes) -> list[Image.Image]:
    """Return the largest WebP and the largest JPEG that are published of a picture."""
    files = pixels.encode(data)
    width = max(width for width, _ in files)
    return [Image.open(io.BytesIO(files[width, end])) for end in ("webp", "jpg")]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# what is made of one picture


def test_a_picture_is_published_at_three_widths_and_never_enlarged():
    for size, widths in [((6000, 4000), [480, 960, 1440]), ((1200, 800), [480, 960, 1200]), ((400, 900), [400])]:
        sizes = pixels.published_sizes(*size)
        assert [width for width, _ in sizes] == widths
        assert all(abs(height - width * size[1] / size[0]) <= 0.5 for width, height in sizes)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_camera_was_held(orientation):
    turned = pictures.file(pictures.stored_turned(LANDSCAPE, orientation), **pictures.metadata(orientation))
    for image in converted(turned):
        assert image.size == SIZE and difference(image, LANDSCAPE) < 2


@pytest.mark.parametrize("profile", [{"icc_profile": WIDE}, {}])
def test_no_metadata_is_published(profile):
    data = pictures.file(LANDSCAPE, **profile, **pictures.metadata(6))
    assert data.count(pictures.SECRET.encode()) >= 4, "EXIF, GPS, XMP, comment"
    for (_, end), made in pixels.encode(data).items():
        assert pictures.SECRET.encode() not in made
        assert pixels.same_picture(made, made, f".{end}"), "nothing stands beside pixels"


def test_a_wide_gamut_is_brought_to_srgb():
    image, profile = pictures.wide_gamut(LANDSCAPE)
    assert difference(image, LANDSCAPE) > 3, "shown without its profile, it would be pale"
    for made in converted(pictures.file(image, icc_profile=profile)):
        assert difference(made, LANDSCAPE) < 2


def test_printing_colours_look_as_the_press_prints_them():
    cyan = Image.new("CMYK", SIZE, (255, 0, 0, 0))
    for made in converted(pictures.file(cyan, icc_profile=pictures.press_profile())):
        red, green, blue = made.convert("RGB").getpixel((200, 150))
        assert red < 30 and 130 < green < 170 and 200 < blue < 240, "printed cyan, not the screen's (0, 255, 255)"


MODES = {
    "grey": (128, "JPEG", Image.new("L", SIZE, 128), {}),
    "grey with a profile": (100, "JPEG", Image.new("L", SIZE, 128), {"icc_profile": pictures.grey_profile()}),
    "grey with a profile of colours": (127, "JPEG", Image.new("L", SIZE, 128), {"icc_profile": WIDE}),
    "16 bits": (128, "PNG", Image.new("I;16", SIZE, 0x8080), {}),
    "1 bit": (255, "PNG", Image.new("1", SIZE, 1), {}),
    "palette": (0, "PNG", Image.new("P", SIZE, 0), {}),
    "half clear": (127, "PNG", Image.new("LA", SIZE, (0, 128)), {}),
    "clear": (255, "PNG", Image.new("RGBA", SIZE, (0, 0, 0, 0)), {}),
    "clear by its colour": (255, "PNG", Image.new("RGB", SIZE, (9, 9, 9)), {"transparency": (9, 9, 9)}),
    "clear WebP": (255, "WEBP", Image.new("RGBA", SIZE, (0, 0, 0, 0)), {}),
    "AVIF": (128, "AVIF", Image.new("RGB", SIZE, (128, 128, 128)), {}),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_keeps_its_tone_on_white(mode):
    grey, kind, image, options = MODES[mode]
    for made in converted(pictures.file(image, kind, **options)):
        assert all(abs(value - grey) <= 2 for value in made.convert("RGB").getpixel((200, 150)))


def test_of_several_pictures_in_one_file_the_first_is_the_photograph():
    data = pictures.file(LANDSCAPE, "MPO", save_all=True, append_images=[pictures.landscape(*SIZE, 2)], quality=95)
    for made in converted(data):
        assert difference(made, LANDSCAPE) < 2


# what is refused


@pytest.mark.parametrize("kind", pixels.FORMATS)
def test_a_file_that_breaks_off_anywhere_is_refused(kind):
    data = pictures.file(LANDSCAPE, kind)
    broken = [data[: len(data) * part // 20] for part in range(1, 20, 2)]
    if kind in ("JPEG", "PNG"):  # in the others, nothing tells zeros from pixels
        broken.append(data[: len(data) * 2 // 3].ljust(len(data), b"\0"))
    for each in broken:
        with pytest.raises((OSError, ValueError, SyntaxError)):
            pixels.encode(each)


REFUSED = {
    "200 megapixels": ("f-006", "a.png", lambda: pictures.header_only_png(20_000, 10_000)),
    "thumbnail": ("f-006", "a.jpg", lambda: pictures.file(LANDSCAPE.resize((300, 200)))),
    "strip": ("f-006", "a.jpg", lambda: pictures.file(LANDSCAPE.resize((400, 4001)))),
    "empty": ("f-008", "a.jpg", lambda: b""),
    "a page": ("f-008", "a.jpg", lambda: b"<!doctype html><title>404</title>"),
    "truncated": ("f-008", "a.jpg", lambda: PICTURE[: len(PICTURE) // 2]),
    "check sum": ("f-008", "a.png", lambda: DRAWING[:-14] + bytes([DRAWING[-14] ^ 1]) + DRAWING[-13:]),
    "inks of no press": ("f-008", "a.jpg", lambda: pictures.file(LANDSCAPE.convert("CMYK"))),
    "a thousand scans": ("f-008", "a.jpg", lambda: PICTURE + b"\xff\xda" * 1_000),
    "no profile": ("f-008", "a.jpg", lambda: pictures.file(LANDSCAPE, icc_profile=b"no profile")),
}  # fmt: skip


def told(raised: pytest.ExceptionInfo[Fault]) -> tuple[str, int | None, str]:
    """Return the fault's id, its line, and the photograph that it names, as its words do."""
    fault = raised.value
    assert str(fault).count(str(fault.values["name"])) == 1
    return fault.id, fault.line, str(fault.values["name"])


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_published_is_told_with_its_line(what, tmp_path):
    id, name, data = REFUSED[what]
    (tmp_path / name).write_bytes(data())
    with pytest.raises(Fault) as raised:
        publish(tmp_path, [photographs.find(Path("a.md"), 7, name, tmp_path)])
    assert told(raised) == (id, 7, name)


def test_a_photograph_that_takes_too_much_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(photographs, "MEGABYTES", 1)
    (tmp_path / "a.jpg").write_bytes(PICTURE)
    with pytest.raises(Fault) as raised:
        publish(tmp_path)
    assert raised.value.id == "f-008" and "1 MB" in str(raised.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "a.jpg").write_bytes(PICTURE.ljust(51_000_000, b"\0"))
    with pytest.raises(Fault) as raised:
        photographs.find(Path("a.md"), 7, "a.jpg", tmp_path)
    assert (raised.value.id, raised.value.path) == ("x-002", tmp_path / "a.jpg")


# two published files of one photograph


def saved(image: Image.Image, suffix: str, **options) -> bytes:
    """Return the picture as it is published, but for the options."""
    return pixels.saved(image, pixels.ENCODERS[suffix[1:]] | options)


PAINTED_OVER = LANDSCAPE.copy()
ImageDraw.Draw(PAINTED_OVER).text((200, 150), "8", fill="black")  # ten pixels high


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_the_same_picture_from_another_encoder_is_the_same(suffix):
    one = saved(LANDSCAPE, suffix)
    other = saved(LANDSCAPE, suffix, **{".jpg": {"quality": 81}, ".webp": {"method": 4}}[suffix])
    assert one != other and pixels.same_picture(one, one, suffix) and pixels.same_picture(one, other, suffix)


OTHERS: dict[str, Callable[[str], bytes]] = {
    "another photograph": lambda suffix: saved(pictures.landscape(*SIZE, 2), suffix),
    "turned": lambda suffix: saved(LANDSCAPE.rotate(180), suffix),
    "a digit painted over": lambda suffix: saved(PAINTED_OVER, suffix),
    "a little paler": lambda suffix: saved(LANDSCAPE.point(lambda value: min(255, value + 6)), suffix),
    "another size": lambda suffix: saved(LANDSCAPE.resize((432, 324)), suffix),
    "another format": lambda suffix: DRAWING,
    "EXIF": lambda suffix: saved(LANDSCAPE, suffix, exif=pictures.metadata()["exif"]),
    "XMP": lambda suffix: saved(LANDSCAPE, suffix, xmp=b"<x/>"),
    "a colour profile": lambda suffix: saved(LANDSCAPE, suffix, icc_profile=b"small"),
    "a comment": lambda suffix: saved(LANDSCAPE, ".jpg", comment=b"x"),
    "words behind": lambda suffix: saved(LANDSCAPE, suffix) + b"words",
    "truncated": lambda suffix: saved(LANDSCAPE, suffix)[:-100],
    "much longer": lambda suffix: saved(LANDSCAPE, suffix, quality=95),
    "empty": lambda suffix: b"",
}


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
@pytest.mark.parametrize("other", OTHERS)
def test_another_picture_and_what_stands_beside_one_are_told_apart(suffix, other):
    assert not pixels.same_picture(saved(LANDSCAPE, suffix), OTHERS[other](suffix), suffix)


# what a build makes of several


@pytest.fixture
def album(tmp_path, monkeypatch) -> Path:
    """A folder of originals that a test may spoil; they are converted in this process."""
    monkeypatch.setattr(photographs, "run_limited", lambda function, *arguments, **limits: function(*arguments))
    folder = tmp_path / "content" / "images"
    (folder / "2026").mkdir(parents=True)
    for seed, name in enumerate(["a.jpg", "2026/b.JPG", "大厅.jpeg"], start=1):
        (folder / name).write_bytes(pictures.file(pictures.landscape(330, 200, seed)))
    return tmp_path / "content"


def found(content: Path) -> list[photographs.Photograph]:
    """Return the photographs in the folder, as if each line of an article named one."""
    names = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.[jJ]*"))
    return [photographs.find(Path("a.md"), number, name, content) for number, name in enumerate(names, start=1)]


def publish(content: Path, photos: list[photographs.Photograph] | None = None, name: str = "output") -> int:
    """Publish the folder's photographs beside it; return how many were converted."""
    return photographs.publish(photos or found(content), content.parent / name, content.parent / "cache")


def test_the_same_photographs_give_the_same_bytes_in_any_folder_and_order(album, tmp_path):
    publish(album)
    other = copy_tree(album, tmp_path / "别处" / "content")
    publish(other, found(other)[::-1])
    files = contents(tmp_path / "output")
    assert len(files) == 3 * 2 and files == contents(other.parent / "output")
    assert all(re.fullmatch(r"images/(a|b|photograph)-330-[0-9a-f]{12}\.(webp|jpg)", name) for name in files)
    path = next((tmp_path / "output" / "images").glob("*.webp"))
    head, _, data = data_address(path).partition(",")
    assert head == "data:image/webp;base64" and base64.b64decode(data) == path.read_bytes()


def test_only_a_changed_photograph_or_another_recipe_is_converted_again(album, monkeypatch):
    assert publish(album, name="first") == 3
    assert publish(album, name="second") == 0
    assert contents(album.parent / "first") == contents(album.parent / "second")
    (album / "images" / "a.jpg").write_bytes(pictures.file(pictures.landscape(330, 200, 9)))
    assert publish(album, name="third") == 1
    first, third = (set(contents(album.parent / name)) for name in ("first", "third"))
    assert len(first - third) == len(third - first) == 2, "a changed photograph has other names"
    monkeypatch.setattr(pixels, "RECIPE", "another version of Pillow")
    assert [publish(album), publish(album)] == [3, 0]


def test_what_a_kill_left_in_the_cache_is_made_anew(album):
    publish(album, name="first")
    kept = next((album.parent / "cache").rglob("a-*.jpg"))
    kept.rename(f"{kept}.1234")
    assert [publish(album, name="second"), publish(album)] == [1, 0]
    assert contents(album.parent / "first") == contents(album.parent / "second")


def test_the_first_damaged_photograph_is_named_with_its_line(album):
    for photo in found(album):
        photo.path.write_bytes(photo.path.read_bytes()[:-500])
    for each in (damaged := found(album), damaged[::-1]):
        with pytest.raises(Fault) as raised:
            publish(album, each)
        assert told(raised) == ("f-008", each[0].line, each[0].name)


def test_a_photograph_that_changes_during_the_build_is_not_published_under_the_old_name(album):
    photos = found(album)
    (album / "images" / "a.jpg").write_bytes(pictures.file(pictures.landscape(330, 200, 9)))
    with pytest.raises(Fault) as raised:
        publish(album, photos)
    assert raised.value.id == "f-013"


# a bundle with photographs


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    """A bundle of the tests' article with three photographs; a draft beside it has a fourth."""
    project = tmp_path_factory.mktemp("illustrated") / "project"
    copy_tree(CONTENT, project / "content")
    text = (project / ARTICLE).read_text(encoding="utf-8")
    text = text.replace("images/wangchao-du-river.jpg", "images/广场.jpg")
    text = text.replace("images/wangchao-du-windows.jpg", "images/DSC_0042.JPG")
    text = text.replace("/// photo\n", '/// photo | images/press.jpg\n    alt: 山与屋“甲”<&>"\n\n')
    (project / ARTICLE).write_text(text, encoding="utf-8")
    draft = "Title: 草稿\nDate: 2026-11-23\nStatus: draft\n\n导语。\n\n/// photo | images/draft.png\n    alt: 山\n\n图说。\n///\n"
    (project / "content" / "draft.md").write_text(draft, encoding="utf-8")
    wide, profile = pictures.wide_gamut(pictures.landscape(1440, 900))
    upright = pictures.landscape(720, 900, 2)
    inks = pictures.landscape(960, 540, 3).convert("CMYK")
    for name, data in {
        "广场.jpg": pictures.file(wide, icc_profile=profile, **pictures.metadata()),
        "DSC_0042.JPG": pictures.file(pictures.stored_turned(upright, 6), **pictures.metadata(6)),
        "press.jpg": pictures.file(inks, icc_profile=pictures.press_profile()),
        "draft.png": pictures.file(pictures.landscape(400, 300, 4), "PNG"),
    }.items():
        (project / "content" / "images" / name).write_bytes(data)
    with process_kept():
        build(project / "output", settings=settings_for(project), address="https://example.org/a")
    return project / "output"


def test_a_photograph_is_added_by_naming_its_file(output):
    soup = BeautifulSoup((output / "index.html").read_bytes(), "html.parser")
    figure = soup.select_one("#figure-1")
    source, image = figure.picture.find_all(True)
    names = re.findall(r"(images/photograph-(\d+)-[0-9a-f]{12}\.webp) (\d+)w", source["srcset"])
    assert source["type"] == "image/webp" and [(a, b) for _, a, b in names] == [(w, w) for w in ("480", "960", "1440")]
    assert image["src"] in image["srcset"] and image["srcset"] == source["srcset"].replace(".webp", ".jpg")
    assert (image["loading"], image["decoding"]) == ("lazy", "async")
    with Image.open(output / image["src"]) as file:
        assert file.size == (int(image["width"]), int(image["height"])) == (960, 600)
    assert figure.figcaption.get_text() == "雁回江边的望潮渡书房。"
    assert figure.select_one(".figure__note").get_text() == says("图%(number)s", number=1)
    assert (soup.select_one("#figure-2 img")["width"], soup.select_one("#figure-2 img")["height"]) == ("720", "900")
    assert soup.select_one("#figure-3 img")["alt"] == '山与屋“甲”<&>"'


def test_nothing_of_the_originals_nor_of_a_draft_is_in_the_bundle(output):
    for name, data in contents(output).items():
        assert pictures.SECRET.encode() not in data, name
        assert not name.endswith((".png", ".JPG")) and "广场" not in name and "draft" not in name
    page = (output / "404.html").read_text(encoding="utf-8")
    assert not re.search(r"<picture|<source|<img|srcset", page) and 'img-src data:"' in page


def test_a_feed_names_photographs_by_their_whole_addresses(output):
    feed = ElementTree.parse(output / "feed.xml")
    story = BeautifulSoup(feed.findtext(".//{http://www.w3.org/2005/Atom}content"), "html.parser")
    assert len(story.find_all("img")) == 3
    for tag in story.find_all(["source", "img"]):
        addresses = [part.split()[0] for part in tag["srcset"].split(",")]
        for address in [*addresses, *filter(None, [tag.get("src")])]:
            before, _, name = address.partition("https://example.org/a/")
            assert not before and (output / name).is_file(), address


# in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for this file's tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def addresses(output) -> Iterator[dict[str, str]]:
    """The page's address from disk and over HTTP."""
    with serving(output) as base:
        yield {"file": (output / "index.html").as_uri(), "http": base}


# A picture may change its file while it is decoded, since the sections are laid out a frame later: then once more.
SHOW_ALL = """async () => {
  for (const image of document.images) {
    image.scrollIntoView()
    await image.decode().catch(() => image.decode())
  }
}"""
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
    ("read", "width", "density", "candidate"),
    [("file", 320, 1, 480), ("file", 390, 3, 960), ("http", 768, 1, 960), ("file", 1280, 2, 1440)],
)
def test_each_screen_loads_the_picture_that_fits_it_and_the_policy_allows_it(
    browser, addresses, read, width, density, candidate
):
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=density)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(addresses[read])
    page.wait_for_selector("body:not(.late)", state="attached")
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


def test_photographs_that_were_never_scrolled_to_are_printed(browser, addresses, tmp_path):
    page = browser.new_page(viewport={"width": 390, "height": 600})
    page.goto(addresses["file"])
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    page.close()
    printed = [image.image.size for sheet in PdfReader(tmp_path / "print.pdf").pages for image in sheet.images]
    assert len(printed) == 3 and all(width >= 480 for width, _ in printed)
