"""What was done to copies of the tests' bundle: name, file, the change, the id that must be told, and of which file.

A further case is one more row.
"""

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import brotli

from tests.conftest import says

Change = Callable[[Path], None]
PARAGRAPH = r'(<p id="section-2-p2">.*?</p>)'
POLICY = r'<meta http-equiv="Content-Security-Policy".*?>'
SCRIPT = "document.querySelector('#section-2-p2').remove()"
HASH = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()


def sub(pattern: str, new: str, file: str = "index.html") -> Change:
    """Return what replaces the first match in a file."""

    def change(folder: Path) -> None:
        path = folder / file
        text, count = re.subn(pattern, lambda match: match.expand(new), path.read_text("utf-8"), count=1, flags=re.S)
        assert count, f"{file} has no {pattern}"
        path.write_text(text, "utf-8")

    return change


def write(file: str, data: bytes | str) -> Change:
    """Return what writes a file."""

    def change(folder: Path) -> None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())

    return change


def remove(file: str) -> Change:
    """Return what removes a file."""
    return lambda folder: (folder / file).unlink()


def photographs(folder: Path, suffix: str) -> list[Path]:
    """Return the two photographs of that kind in one width."""
    return sorted((folder / "images").glob(f"*-480-*.{suffix}"))


def exchange(folder: Path) -> None:
    """Exchange two photographs."""
    one, two = photographs(folder, "jpg")
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)


def repack(file: str, suffix: str, alter: Callable[[bytes], bytes]) -> Change:
    """Return what puts other bytes into a compressed twin."""

    def change(folder: Path) -> None:
        data = alter((folder / file).read_bytes())
        packed = gzip.compress(data, mtime=0) if suffix == ".gz" else brotli.compress(data)
        (folder / f"{file}{suffix}").write_bytes(packed)

    return change


def append(file: str, data: bytes) -> Change:
    """Return what adds bytes at the end of a file."""
    return lambda folder: (folder / file).write_bytes((folder / file).read_bytes() + data)


def gzip_name(folder: Path) -> None:
    """Put words into the header of a twin, as a name (RFC 1952, 2.3)."""
    data = (folder / "index.html.gz").read_bytes()
    (folder / "index.html.gz").write_bytes(data[:3] + b"\x08" + data[4:10] + "假话".encode() + b"\0" + data[10:])


def swallowed(data: bytes) -> bytes:
    """Return a page whose paragraph a browser takes for a style sheet."""
    return re.sub(PARAGRAPH.encode(), rb"<style/>\1</style>", data, flags=re.S)


CORRUPTIONS: list[tuple[str, Change, str, str]] = [
    # a word
    ("character changed", sub("三本菜谱", "四本菜谱"), "p-002", "index.html"),
    ("paragraph dropped", sub(PARAGRAPH, ""), "p-001", "index.html"),
    ("paragraph doubled", sub(PARAGRAPH, r"\1\1"), "p-004", "index.html"),
    ("words added", sub(PARAGRAPH, r"\1<p>多出来的话。</p>"), "p-010", "index.html"),
    ("caption dropped", sub(r"<figcaption.*?</figcaption>", ""), "p-001", "index.html"),
    ("kicker a heading", sub(r'<p class="kicker">(.*?)</p>', r'<h2 class="kicker">\1</h2>'), "p-006", "index.html"),
    # differences between parsers
    ("paragraph in a style", sub(PARAGRAPH, r"<style/>\1</style>"), "p-001", "index.html"),
    ("paragraph in a textarea", sub(PARAGRAPH, r"<textarea>\1</textarea>"), "p-002", "index.html"),
    ("paragraph in a template", sub(PARAGRAPH, r"<template>\1</template>"), "p-001", "index.html"),
    ("paragraph in a comment", sub(PARAGRAPH, r"<!-->\1<!--"), "p-001", "index.html"),
    ("paragraph in a bogus comment", sub(PARAGRAPH, r"<!\1>"), "p-002", "index.html"),
    ("paragraph in an svg title", sub(PARAGRAPH, r"<svg><title>\1</title></svg>"), "p-001", "index.html"),
    ("class with a stray sign", sub('<p id="section-2-p2">', '<p id="section-2-p2" class=="x hidden y">'), "k-010", "index.html"),
    ("heading closed by another", sub(r"(<h2.*?)</h2>", r"\1</h1>"), "k-010", "index.html"),
    ("entity without semicolon", sub("豆花", "&hellip豆花"), "p-002", "index.html"),
    ("hidden", sub('<p id="section-2-p2">', '<p id="section-2-p2" hidden>'), "k-010", "index.html"),
    ("frameset", sub("<body>", "<frameset><body>"), "p-001", "index.html"),
    ("plaintext", sub("</article>", "<plaintext></article>"), "p-010", "index.html"),
    # style, script, policy
    ("style hides", sub("</style>", ".kicker{display:none}</style>"), "k-010", "index.html"),
    ("style adds words", sub("</style>", '.lede::before{content:"据传"}</style>'), "k-010", "index.html"),
    ("script of another type", sub("</body>", f'<script type="module">{SCRIPT}</script></body>'), "k-010", "index.html"),
    ("script with a renewed policy", sub("script-src ", f"script-src 'sha256-{HASH}' "), "k-010", "index.html"),
    ("second policy", sub(f"({POLICY})", r"\1<meta http-equiv=Content-Security-Policy content=x>"), "k-010", "index.html"),
    ("event handler", sub("<body>", "<body onload=x()>"), "k-010", "index.html"),
    ("base element", sub("<head>", "<head><base href=https://example.org/>"), "k-010", "index.html"),
    # what the edition says, and what machines read
    ("note altered", sub("来源页的文字到", "来源页的文字写到"), "k-013", "index.html"),
    ("note removed", sub(r'<li id="note-1">.*?</li>', ""), "k-014", "index.html"),
    ("masthead", sub(r'(masthead.*?<a[^>]*>)[^<]*', r"\1假报"), "k-013", "index.html"),
    ("colophon", sub(says("来源未记录首次发表日期。"), "首次发表于一九四九年"), "k-013", "index.html"),
    ("contents", sub(r'(<nav class="contents".*?<a[^>]*>)[^<]*', r"\1假的小标题"), "k-013", "index.html"),
    ("label", sub(says("图%(number)s", number=1), "图9"), "k-013", "index.html"),
    ("aria-label", sub(f'aria-label="{says("目录")}"', 'aria-label="广告"'), "k-010", "index.html"),
    ("alt text", sub('alt="画', 'alt="照片'), "k-010", "index.html"),
    ("title", sub(r"<title>.*?</title>", "<title>假题</title>"), "k-010", "index.html"),
    ("JSON-LD", sub('"沈一苇"', '"别人"'), "k-010", "index.html"),
    ("broken JSON-LD", sub('"headline"', '{"headline'), "k-010", "index.html"),
    ("description", sub(r'name="description" content="', 'name="description" content="假'), "k-010", "index.html"),
    ("feed", sub("<summary>", "<summary>假话", "feed.xml"), "k-010", "feed.xml"),
    ("sitemap", sub("<loc>", "<loc>https://example.com/", "sitemap.xml"), "k-010", "sitemap.xml"),
    ("robots", sub("Allow", "Disallow", "robots.txt"), "k-010", "robots.txt"),
    ("missing page", sub("网址可能有误", "本站已关闭", "404.html"), "k-013", "404.html"),
    ("worker", sub("const VERSION", "importScripts('x.js');const VERSION", "sw.js"), "k-010", "sw.js"),
    ("worker's list", sub(r'"index.html": "sha256-', '"index.html": "sha256-x', "sw.js"), "k-010", "sw.js"),
    ("manifest", sub('"start_url": "', '"start_url": "https://example.com/', "manifest.webmanifest"), "k-010", "manifest.webmanifest"),
    ("host file", sub("nosniff", "sniff", "_headers"), "k-010", "_headers"),
    ("redirects", write("_redirects", "/* https://example.com/"), "k-008", "_redirects"),
    ("htaccess", write(".htaccess", "Redirect / https://example.com/"), "k-008", ".htaccess"),
    # the source, its order, the page that shows the proof, the program that repeats it, checksums
    ("reading order", sub("57[+]39", "57_39", "source/wangchao-du.order.txt"), "k-010", "source/wangchao-du.order.txt"),
    ("proof page", sub('(<li id="L5">.*?)大书房', r"\1小书房", "wangchao-du.source.html"), "p-016", "wangchao-du.source.html"),
    ("proof page's statement", sub("审阅", "未审阅", "wangchao-du.source.html"), "k-013", "wangchao-du.source.html"),
    ("verifier", sub("return len", "return True or len", "verify.py"), "k-010", "verify.py"),
    ("source page", sub("渡口", "码头", "source/wangchao-du.txt"), "k-010", "source/wangchao-du.txt"),
    ("checksum", sub("^[0-9a-f]", "x", "SHA256SUMS"), "k-010", "SHA256SUMS"),
    # files
    ("page beside", write("index.htm", "假"), "k-008", "index.htm"),
    ("page before", write("Index.html", "假"), "k-008", "Index.html"),
    ("page in a folder", write("index/index.html", "假"), "k-008", "index/index.html"),
    ("hidden file", write(".DS_Store", "x"), "k-008", ".DS_Store"),
    ("draft", write("drafts/x.html", "x"), "k-008", "drafts/x.html"),
    ("page removed", remove("404.html"), "k-007", "404.html"),
    ("twin removed", remove("404.html.gz"), "k-007", "404.html.gz"),
    ("source removed", remove("source/wangchao-du.txt"), "k-007", "source/wangchao-du.txt"),
    ("host file removed", remove(".nojekyll"), "k-007", ".nojekyll"),
    ("link", lambda folder: (folder / "x.html").symlink_to("index.html"), "k-003", "x.html"),
    # twins; what else can hide in one, test_bundle.py asks of the function that unpacks them
    ("other words in a twin", repack("index.html", ".gz", lambda data: data.replace("豆花".encode(), "咖啡".encode())), "k-009", "index.html.gz"),
    ("style in a brotli twin", repack("index.html", ".br", swallowed), "k-009", "index.html.br"),
    ("name in a twin", gzip_name, "k-009", "index.html.gz"),
    ("twin of a photograph", write("images/x.jpg.gz", b"x"), "k-008", "images/x.jpg.gz"),
    # photographs
    ("photographs exchanged", exchange, "k-010", "images/"),
    ("words in a photograph", lambda folder: append(photographs(folder, "jpg")[0].relative_to(folder), b"\xff\xfe")(folder), "k-010", "images/"),
    ("photograph cut off", lambda folder: photographs(folder, "webp")[0].write_bytes(b"RIFF"), "k-010", "images/"),
]  # fmt: skip
