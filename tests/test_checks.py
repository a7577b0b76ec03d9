"""`make check` examines any bundle: what it accepts, what it refuses, and what it says."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.checks import bundle, reading_order
from tests.conftest import ROOT, copy_tree

UNITS = reading_order.load(ROOT / "content" / "source" / "page.order").units


def check(site: Path):
    """Run the command on a bundle; return the finished process."""
    return subprocess.run(
        [sys.executable, "-m", "tests.checks", str(site)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def spoiled(site, tmp_path) -> Path:
    """A copy of the bundle that a test may spoil."""
    return copy_tree(site, tmp_path / "地 址" / "copy")


def rewrite(path: Path, change) -> None:
    """Replace the file's bytes by what change makes of them."""
    path.write_bytes(change(path.read_bytes()))


def test_a_sound_bundle_is_accepted_wherever_it_lies(spoiled):
    done = check(spoiled)
    assert (done.returncode, done.stderr) == (0, "")
    assert "32 source lines stand once each" in done.stdout


def test_an_unzipped_bundle_is_accepted(site, tmp_path):
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        for path in sorted(site.rglob("*")):
            archive.write(path, path.relative_to(site))
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        archive.extractall(tmp_path / "unzipped")
    assert check(tmp_path / "unzipped").returncode == 0


def test_a_folder_without_a_bundle_is_refused_in_one_line(tmp_path):
    done = check(tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "no bundle is here" in done.stderr


def test_the_commands_sentences_are_those_of_the_functions(spoiled):
    rewrite(spoiled / "index.html", lambda b: b.replace("31栋标".encode(), "32栋标".encode()))
    done = check(spoiled)
    assert done.returncode == 1
    assert done.stderr.splitlines() == bundle.faults(spoiled)
    assert "source line 21" in done.stderr


@pytest.mark.parametrize("part", [0.05, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.999])
def test_a_truncated_page_is_refused_and_what_is_lost_is_named(spoiled, part):
    whole = (spoiled / "index.html").read_text(encoding="utf-8")
    rest = whole[: int(len(whole) * part)]
    (spoiled / "index.html").write_text(rest, encoding="utf-8")
    sentences = "\n".join(bundle.faults(spoiled))
    assert "cut off" in sentences
    article = re.sub("<[^>]*>", "", rest.partition("<article")[2])
    lost = [unit for unit in UNITS if unit.text[-8:].strip(reading_order.GAP) not in article]
    if len(lost) == len(UNITS):
        assert "no page of the bundle holds a line" in sentences
    else:
        assert all(f"source line {'+'.join(map(str, unit.lines))}" in sentences for unit in lost)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5hkscs"])
def test_a_page_in_another_encoding_is_refused(spoiled, encoding):
    rewrite(spoiled / "index.html", lambda b: b.decode().encode(encoding, "replace"))
    assert any("not UTF-8" in sentence for sentence in bundle.faults(spoiled))


def test_a_page_decoded_wrongly_and_saved_again_is_refused(spoiled):
    rewrite(spoiled / "index.html", lambda b: b.decode("cp1252", "replace").encode())
    sentences = "\n".join(bundle.faults(spoiled))
    assert "no page of the bundle holds a line" in sentences


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.place)
def test_a_style_sheet_of_the_bundle_hides_nothing(spoiled, unit):
    element = {"kicker": ".kicker", "headline": ".headline", "byline": ".byline", "lede": "#lede"}
    number = unit.place.split()[-1]
    selector = (
        element.get(unit.role)
        or {
            "heading": f"#section-{unit.section}-heading",
            "paragraph": f"#section-{unit.section}-p{number}",
            "caption": f"#figure-{number} figcaption",
        }[unit.role]
    )
    (spoiled / "extra.css").write_text(f"{selector} {{ display: none }}", encoding="utf-8")
    link = b'<link rel="stylesheet" href="extra.css"></head>'
    rewrite(spoiled / "index.html", lambda b: b.replace(b"</head>", link))
    lines = "+".join(map(str, unit.lines))
    assert any(f"source line {lines}," in s and "hidden" in s for s in bundle.faults(spoiled))


BUNDLE_FAULTS = {
    "source page altered": (lambda s: rewrite(s / "source/page.txt", lambda b: b + b"x"), "source/page.txt"),
    "source page missing": (lambda s: (s / "source/page.txt").unlink(), "source/page.txt"),
    "hidden file": (lambda s: (s / ".DS_Store").write_text("x"), ".DS_Store"),
    "working file": (lambda s: (s / "index.html~").write_text("x"), "index.html~"),
    "symbolic link": (lambda s: (s / "link").symlink_to("/"), "symbolic link"),
}
HTML_FAULTS = {
    "colophon does not link to the source": ("source/page.txt", "index.html", "does not link to source/page.txt"),
    "absolute link": ('href="./index.html"', 'href="/index.html"', "/index.html leads out"),
    "link to a folder": ('href="./index.html"', 'href="./"', "./ leads to no file"),
    "link to a missing file": ('href="./index.html"', 'href="about.html"', "about.html"),
    "link above the bundle": ('href="./index.html"', 'href="../index.html"', "../index.html"),
    "link to a missing place": ('href="#section-2"', 'href="#section-9"', "#section-9"),
    "missing style sheet": ("</head>", '<link rel="stylesheet" href="main.css"></head>', "main.css"),
    "remote style sheet": ("</head>", '<link rel="stylesheet" href="https://example.org/a.css"></head>', "example.org"),
    "remote image": ("</footer>", '<img src="//example.org/a.png" alt="x"></footer>', "example.org"),
    "image set": ("</footer>", '<img srcset="a.png 1x, b.png 2x" alt="x"></footer>', "b.png"),
    "script link": ('href="./index.html"', 'href="javascript:alert(1)"', "javascript"),
    "base": ("<title>", '<base href="x/"><title>', "base element"),
    "import in a style": ("</head>", "<style>@import 'x.css'</style></head>", "style sheet loads"),
    "url in a style": ("</head>", "<style>p{background:url(x.png)}</style></head>", "x.png"),
}


@pytest.mark.parametrize("name", BUNDLE_FAULTS)
def test_a_bundle_with_a_wrong_file_is_refused(spoiled, name):
    spoil, names = BUNDLE_FAULTS[name]
    spoil(spoiled)
    assert any(names in sentence for sentence in bundle.faults(spoiled))


@pytest.mark.parametrize("name", HTML_FAULTS)
def test_a_bundle_with_a_wrong_link_is_refused(spoiled, name):
    old, new, names = HTML_FAULTS[name]
    rewrite(spoiled / "index.html", lambda b: b.replace(old.encode(), new.encode()))
    assert any(names in sentence for sentence in bundle.faults(spoiled))


def test_the_article_is_found_under_any_name_of_its_page(spoiled):
    (spoiled / "index.html").rename(spoiled / "feature.html")
    rewrite(spoiled / "feature.html", lambda b: b.replace(b"./index.html", b"./feature.html"))
    (spoiled / "index.html").write_text(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>目录</title><header></header><main><article>'
        "<h1>目录</h1></article></main><footer></footer></html>".replace("<h1>", '<h1 data-edition="contents">'),
        encoding="utf-8",
    )
    assert not [s for s in bundle.faults(spoiled) if "source line" in s]


ORDER_FAULTS = {
    "line named twice": ("paragraph  11 ", "paragraph  13 ", "stands here already|is not"),
    "line that does not exist": ("paragraph  11 ", "paragraph  12 ", "no words on line 12"),
    "line forgotten": ("paragraph  61 ", "#         61 ", "line 61 of the source"),
    "quotation wrong": ("易康机械", "易康机床", "line 15 of the source is not"),
    "unknown role": ("lede  ", "leed  ", "not a row"),
    "source edited afterwards": ("sha256     92fb", "sha256     00fb", "was edited after"),
    "source missing": ("page.txt\n", "pages.txt\n", "pages.txt does not exist"),
    "seam without a second quotation": ("67+41 ", "67    ", "do not agree"),
    "head incomplete": ("source  ", "quelle  ", "head is incomplete"),
}


@pytest.mark.parametrize("name", ORDER_FAULTS)
def test_a_wrong_reading_order_is_refused_in_one_line(tmp_path, name):
    old, new, says = ORDER_FAULTS[name]
    sources = copy_tree(ROOT / "content" / "source", tmp_path / "source")
    path = sources / "page.order"
    text = path.read_text(encoding="utf-8")
    head, body = text.split("\nsource", 1)  # the comment at the head explains rows by example
    body = "\nsource" + body
    assert old in body
    path.write_text(head + body.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(reading_order.OrderFault) as caught:
        reading_order.load(path)
    assert re.search(says, str(caught.value)) and "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}")
