"""`make check` examines any bundle: what it accepts, what it refuses, and what it says."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from edition.bundle import offline
from edition.check import bundle
from edition.faults import Fault
from edition.source import order as reading_order
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
    if all(unit in lost for unit in UNITS if unit.role == "paragraph"):
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
    assert all(f"source line {'+'.join(map(str, unit.lines))}" in sentences for unit in UNITS)


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


def relist(site: Path, name: str) -> None:
    """Write the bundle's worker anew with one more name in its list."""
    (site / "sw.js").write_text(offline.worker({**offline.kept_files(site), name: "sha256-x"}), encoding="utf-8")


BUNDLE_FAULTS = {
    "source page altered": (lambda s: rewrite(s / "source/page.txt", lambda b: b + b"x"), "source/page.txt"),
    "source page missing": (lambda s: (s / "source/page.txt").unlink(), "source/page.txt"),
    "second copy of the article": (
        lambda s: (s / "copy.html").write_bytes(
            (s / "index.html").read_bytes().replace("冯宇".encode(), "冯雨".encode())
        ),
        "this page, too",
    ),
    "page with another suffix": (lambda s: (s / "index.htm").write_text("x"), "no file of an edition"),
    "script file": (lambda s: (s / "x.js").write_text("x"), "no file of an edition"),
    "source page without proof": (lambda s: (s / "source/b.txt").write_text("x"), "no reading order proves it"),
    "hidden file": (lambda s: (s / ".DS_Store").write_text("x"), ".DS_Store"),
    "working file": (lambda s: (s / "index.html~").write_text("x"), "index.html~"),
    "symbolic link": (lambda s: (s / "link").symlink_to("/"), "symbolic link"),
    "worker missing": (lambda s: (s / "sw.js").unlink(), "sw.js is missing"),
    "manifest missing": (lambda s: (s / "manifest.webmanifest").unlink(), "manifest.webmanifest is missing"),
    "worker altered": (lambda s: rewrite(s / "sw.js", lambda b: b + b"x()"), "sw.js: it is not the worker"),
    "worker without a list": (
        lambda s: rewrite(s / "sw.js", lambda b: b[1:]),
        "sw.js: it does not begin with the list",
    ),
    "worker of another version": (
        lambda s: rewrite(s / "sw.js", lambda b: re.sub(rb'VERSION="\w+', b'VERSION="0', b)),
        "sw.js: it is not the worker",
    ),
    "page altered after the list": (
        lambda s: rewrite(s / "index.html", lambda b: b + b"\n"),
        "sw.js: it lists another hash than that of index.html",
    ),
    "page added after the list": (
        lambda s: copy_tree(s / "index.html", s / "b.html"),
        "sw.js: it does not list b.html",
    ),
    "photograph added after the list": (
        lambda s: (s / "a b.jpg").write_text("x"),
        "sw.js: it does not list a b.jpg",
    ),
    "worker that lists a missing file": (lambda s: relist(s, "gone.html"), "sw.js: it lists gone.html, which is not"),
    "worker that lists itself": (lambda s: relist(s, "sw.js"), "sw.js: it lists sw.js, which no reader opens"),
    "manifest that is none": (lambda s: (s / "manifest.webmanifest").write_text("x"), "webmanifest: it cannot be read"),
    "manifest out of scope": (
        lambda s: rewrite(s / "manifest.webmanifest", lambda b: b.replace(b'"./"', b'"../"')),
        'manifest.webmanifest: scope is "../", not "./"',
    ),
    "manifest that starts elsewhere": (
        lambda s: rewrite(s / "manifest.webmanifest", lambda b: b.replace(b'"./index', b'"//example.org/index')),
        "manifest.webmanifest: start_url is",
    ),
    "manifest with another name": (
        lambda s: rewrite(s / "manifest.webmanifest", lambda b: b.replace("网络版".encode(), "官方版".encode())),
        "manifest.webmanifest: name is",
    ),
    "manifest with another icon": (
        lambda s: rewrite(s / "manifest.webmanifest", lambda b: b.replace(b"%3Cpath", b"%3Ctext")),
        "manifest.webmanifest: icons is",
    ),
    "manifest that says more": (
        lambda s: rewrite(s / "manifest.webmanifest", lambda b: b.replace(b"{", b'{"description":"x",', 1)),
        "manifest.webmanifest: description is",
    ),
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
    "words outside the body": ("</body>", "</body>假话", "假话"),
    "words before the body": ("</head>", "<p>假话</p></head>", "假话"),
    "comment that a browser closes early": ("<main>", "<main><!--><p>假话</p><!-- -->", "comment"),
    "CDATA": ("冯宇", "<![CDATA[冯宇]]>", "declaration"),
    "attribute twice": ('<p id="section-1-p1">', '<p id="section-1-p1" style="display:none" style="">', "attribute"),
    "extra words hidden from screen readers": ("<main>", '<main><p aria-hidden="true">假话</p>', "假话"),
    "extra words in details": ("<main>", "<main><details><summary>假话</summary></details>", "假话"),
    "extra words under a class that print hides": ("<main>", '<main><p class="contents">假话</p>', "假话"),
    "ruby": ("冯宇", "<ruby>冯宇<rt>假话</rt></ruby>", "<ruby>"),
    "svg": ("<main>", "<main><svg><text>假话</text></svg>", "<svg>"),
    "textarea": ("<main>", "<main><textarea>假话</textarea>", "<textarea>"),
    "field with words": ("<main>", '<main><input value="假话">', "attribute value"),
    "frame": ("<main>", '<main><iframe srcdoc="假话"></iframe>', "<iframe>"),
    "superscript": ("31栋", "3<sup>1</sup>栋", "<sup>"),
    "direction": ('<p id="section-1-p1">', '<p id="section-1-p1" dir="rtl">', "attribute dir"),
    "event handler": ("<body>", '<body onload="x()">', "attribute onload"),
    "script from a file": ("</body>", '<script src="./x.js"></script></body>', "attribute src"),
    "end tag with an attribute": ('</p>\n<p id="section-1-p2">', '</p x="><p id=section-1-p2>', "end tag"),
    "words for screen readers alone": (
        '<p id="section-1-p1">',
        '<p id="section-1-p1" aria-label="假话">',
        "aria-label",
    ),
    "role that silences": ("<h1 ", '<h1 role="presentation" ', "attribute role"),
    "role of another kind": ('role="doc-noteref"', 'role="button"', "role button"),
    "redirect under a known name": (
        "</head>",
        '<meta name="theme-color" http-equiv="refresh" content="0"></head>',
        "theme-color",
    ),
    "running title altered": ('content:"济宁', 'content:"假话', "style is not that"),
    "ink made paper": ("</style>", ":root{--ink:var(--paper)}</style>", "style is not that"),
    "words clipped": ("</style>", "#section-1-p1{height:1px;overflow:hidden}</style>", "style is not that"),
    "script altered": ("</script>\n</body>", "document.body.remove()</script>\n</body>", "script is not that"),
    "script of another kind": ("</body>", '<script type="module">x()</script></body>', "does not allow a script"),
    "policy without the worker": ("worker-src 'self'; ", "", "does not say worker-src 'self'"),
    "policy for any worker": ("worker-src 'self'", "worker-src *", "does not say worker-src 'self'"),
    "policy for any manifest": ("manifest-src 'self'", "manifest-src *", "does not say manifest-src 'self'"),
    "policy for connections": ("worker-src", "connect-src 'self'; worker-src", "says connect-src"),
    "policy for any image": ("img-src data:", "img-src * data:", "does not say img-src data:"),
    "policy that says it twice": ('content="default-src', 'content="worker-src *; default-src', "not say worker-src"),
    "JSON-LD author": ('"name":"绪言"', '"name":"张三"', "张三"),
    "refresh": ("</head>", '<meta http-equiv="refresh" content="0;url=x"></head>', "metadata refresh"),
    "other charset first": (
        "<head>",
        '<head><meta http-equiv="Content-Type" content="text/html;charset=gbk">',
        "Content-Type",
    ),
    "title that says more": ("<title>", "<title>辟谣：", "title is not the headline"),
    "description that says other": ('name="description" content="', 'name="description" content="假话', "假话"),
    "gap mark made a character": ("〔原文此处中断", "\ufffc〔原文此处中断", "U+FFFC"),
    "zero-width space": ("冯宇", "冯\u200b宇", "U+200B"),
    "note number": ("注1</a>", "注2</a>", "note 1"),
    "note filled in": ("31栋标”为止", "31栋标准厂房”为止", "does not quote"),
    "figure number": ("图1<", "图7<", "图7"),
    "label outside a figure": ("<main>", '<main><p data-edition="figure">图9</p>', "outside one"),
    "link to another source page": ('source/page.txt"', 'source/fake.txt"', "does not link to"),
    "JSON-LD graph": ('{"@context"', '{"@graph": [], "@context"', "@graph"),
    "address that is none": ('href="./index.html"', 'href="http://["', "no address"),
    "very long address": ('href="./index.html"', f'href="{"x" * 5000}"', "leads to no file"),
    "id with a quote": ('id="gap-1"', 'id="gap\'1"', "not plain ASCII"),
    "image set": ("</footer>", '<img srcset="a.png 1x, b.png 2x" alt="x"></footer>', "b.png"),
    "script link": ('href="./index.html"', 'href="javascript:alert(1)"', "javascript"),
    "base": ("<title>", '<base href="x/"><title>', "base element"),
    "font in a style": ("</head>", "<style>@font-face{font-family:x}</style></head>", "@font-face"),
    "words by content": ("</head>", "<style>p::after{content:attr(id)}</style></head>", "content"),
    "symbol by content": ("</head>", "<style>p::after{content:'❌'}</style></head>", "content"),
    "paper's colour": ("</head>", "<style>#section-1-p1{color:var(--paper)}</style></head>", "source line 11"),
    "nearly clear": ("</head>", "<style>#section-1-p1{opacity:.01}</style></head>", "source line 11"),
    "tiny": ("</head>", "<style>#section-1-p1{font-size:1px}</style></head>", "source line 11"),
    "first line": ("</head>", "<style>#section-1-p1::first-line{color:transparent}</style></head>", "source line 11"),
    "beside a pseudo-element": (
        "</head>",
        "<style>#section-1-p1,x::before{display:none}</style></head>",
        "source line 11",
    ),
    "display by a variable": ("</head>", "<style>#section-1-p1{display:var(--n)}</style></head>", "source line 11"),
    "mirror": ("</head>", "<style>p{unicode-bidi:bidi-override;direction:rtl}</style></head>", "alters what is read"),
    "order": ("</head>", "<style>p{order:2}</style></head>", "alters what is read"),
    "bullet with words": ("</head>", "<style>li{list-style:'假话'}</style></head>", "alters what is read"),
    "import in a style": ("</head>", "<style>@import 'x.css'</style></head>", "@import"),
    "url in a style": ("</head>", "<style>p{background:url(x.png)}</style></head>", "url("),
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
    "unknown role": ("lede  ", "leed  ", "no row"),
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
    with pytest.raises(Fault) as caught:
        reading_order.load(path)
    assert re.search(says, str(caught.value)) and "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}")


def test_an_unreadable_page_ends_in_sentences(spoiled):
    (spoiled / "x.html").mkdir()
    (spoiled / "deep.html").write_text("<!doctype html>" + "<div>" * 5000 + "</html>", encoding="utf-8")
    (spoiled / "extra.css").write_bytes(b"p{color:\xff}")
    rewrite(spoiled / "index.html", lambda b: b.replace(b"</head>", b'<link rel="StyleSheet" href="extra.css"></head>'))
    done = check(spoiled)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "deep.html" in done.stderr


def test_a_draft_is_not_missed_in_the_published_bundle(site, tmp_path):
    sources = copy_tree(ROOT / "content" / "source", tmp_path / "source")
    (sources / "b.txt").write_text("文。\n", encoding="utf-8")
    digest = hashlib.sha256((sources / "b.txt").read_bytes()).hexdigest()
    order = f"source b.txt\nsha256 {digest}\nstatus draft\n\nlede 1 文。\n"
    (sources / "b.order").write_text(order, encoding="utf-8")
    assert bundle.faults(site, sources) == []
    (sources / "b.order").write_text(order.replace("status draft\n", ""), encoding="utf-8")
    assert any("b.txt" in sentence for sentence in bundle.faults(site, sources))
