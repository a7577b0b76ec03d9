"""What is handed on: the archive and the single files; and the bundle read from a folder, without a network."""

import os
import time
import zipfile
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup

from edition.bundle import archive as archives
from edition.bundle.single_file import write_single_files
from edition.faults import Fault, Faults
from edition.names import SUMS
from edition.source.pieces import without_space
from tests.browser import wait_until
from tests.bundle.test_bundle import contents
from tests.conftest import ARTICLE, CONTENT, FOLDER, copy_tree, run_edition, settings_for

# ----- the archive


@pytest.fixture(scope="module")
def archive(site, tmp_path_factory) -> Path:
    """The archive of the bundle."""
    path = tmp_path_factory.mktemp("archive") / "deep" / "edition.zip"
    assert archives.write_archive(site, path) == f"{path}: {len(kept(site))} files"
    return path


def kept(site: Path) -> dict[str, bytes]:
    """Return the files of a bundle that its archive holds."""
    return {name: data for name, data in contents(site).items() if not name.endswith((".gz", ".br"))}


def test_the_archive_holds_the_bundle_in_one_folder_and_verifies_itself(archive, site, tmp_path):
    with zipfile.ZipFile(archive) as file:
        assert file.testzip() is None
        assert file.namelist() == [f"edition/{name}" for name in sorted(kept(site))]
        assert {(info.external_attr >> 16, info.create_system) for info in file.infolist()} == {(0o100644, 3)}
        file.extractall(tmp_path)
    unpacked = contents(tmp_path / "edition")
    sums = [line.split("  ")[1] for line in unpacked.pop(SUMS).decode().splitlines()]
    assert sums == sorted(unpacked) and unpacked.items() <= contents(site).items()
    assert os.waitstatus_to_exitcode(os.system(f"cd '{tmp_path}/edition' && sha256sum --check --quiet {SUMS}")) == 0


def test_the_archive_has_the_same_bytes_in_every_time_zone(archive, site, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "America/Lima")
    time.tzset()
    archives.write_archive(site, tmp_path / "edition.zip")
    monkeypatch.undo()
    time.tzset()
    assert (tmp_path / "edition.zip").read_bytes() == archive.read_bytes()


def test_an_archive_that_fails_leaves_the_earlier_one(archive, site, tmp_path, monkeypatch):
    earlier = copy_tree(archive, tmp_path / "edition.zip")
    with pytest.raises(Fault) as told:
        archives.write_archive(tmp_path, earlier)
    assert told.value.id == "b-012"
    calls = iter(range(3))
    monkeypatch.setattr(archives, "entry", lambda *given: zipfile.ZipInfo(f"{next(calls)}"))
    with pytest.raises(StopIteration):
        archives.write_archive(site, earlier)
    assert contents(tmp_path) == {"edition.zip": archive.read_bytes()}


# ----- one file for each article


def test_each_article_is_one_file_that_leads_to_no_other(single_files):
    assert sorted(path.name for path in single_files.glob("*")) == [
        ".made-by-edition",
        "other.html",
        "wangchao-du.html",
    ]
    for path in single_files.glob("*.html"):
        page = BeautifulSoup(path.read_bytes(), "html.parser")
        tags = page.find_all(["a", "link", "img", "script", "source"])
        addresses = {tag.get("href") or tag.get("src") or tag.get("srcset") for tag in tags} - {None}
        assert all(address.startswith(("#", "data:", "https://example.org/")) for address in addresses)
        assert "sw.js" not in path.read_text(encoding="utf-8")
    lede = BeautifulSoup((single_files / "other.html").read_bytes(), "html.parser").select_one("article p[id]")
    assert lede.get_text() == "导语，见前文和那边。" and [a["href"] for a in lede.find_all("a")] == [
        "https://example.org/"
    ]


def test_the_file_holds_its_source_page_letter_by_letter(single_files):
    page = BeautifulSoup((single_files / "wangchao-du.html").read_bytes(), "html.parser")
    source = (CONTENT / "source" / "wangchao-du.txt").read_text(encoding="utf-8")
    assert page.select_one("[data-edition=source] pre").get_text().removeprefix("\n") == source


def test_a_single_file_that_fails_leaves_the_earlier_one(content_project):
    folder = content_project / "dist"
    folder.mkdir()
    (folder / "wangchao-du.html").write_text("earlier", encoding="utf-8")
    article = content_project / ARTICLE
    article.write_text(article.read_text(encoding="utf-8").replace("四十一本", "四十二本"), encoding="utf-8")
    with pytest.raises(Faults) as told:
        write_single_files(folder, settings=settings_for(content_project))
    assert [fault.id for fault in told.value.faults] == ["p-002"]
    assert contents(folder) == {"wangchao-du.html": b"earlier"}


# ----- from a folder, in a browser without a network


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory) -> Path:
    """The bundle, unpacked from its archive into an odd, read-only folder."""
    folder = tmp_path_factory.mktemp("unpacked") / FOLDER
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder / "edition"
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def read_all(chromium, first: Path) -> tuple[set[str], dict[str, list[str]]]:
    """Follow every link from the file first on, without a network; return the files opened, and the words by selector.

    Fails for a message on the console, for a request that fails or leaves the folder, and for a link that does not land.
    """
    with chromium.new_context(viewport={"width": 390, "height": 844}, offline=True) as context:
        page = context.new_page()
        problems: list[str] = []
        # A request is given up when its page is left: each picture is waited for once.
        failed = "net::ERR_ABORTED"
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda it: problems.append(it.url) if it.failure != failed else None)
        page.on("request", lambda it: problems.append(it.url) if it.url.startswith("http") else None)
        waiting, opened, words = [first.as_uri()], set(), {"article h1": [], "article h2": [], "figcaption": []}
        while waiting:
            link = waiting.pop()
            file, fragment = urldefrag(link)
            page.goto(link)
            assert not fragment or page.evaluate("document.querySelector(':target') !== null"), link
            if file in opened:
                continue
            opened.add(file)
            assert page.locator("link[rel=manifest]").count() == 0, "nothing that needs a host is offered"
            for selector, found in words.items():
                found += page.locator(selector).all_inner_texts()
            for image in page.locator("img").all():
                image.scroll_into_view_if_needed()
                wait_until(page, "image => image.complete && image.naturalWidth > 0", image.element_handle())
            waiting += page.evaluate("[...document.links].map(link => link.href)")
        assert problems == []
    return {Path(file).name for file in opened}, words


def check_words(words: dict[str, list[str]], order) -> None:
    """Check that the words by selector are those of the order, each once."""
    for role, selector in [("headline", "article h1"), ("heading", "article h2"), ("caption", "figcaption")]:
        assert list(map(without_space, words[selector])) == [unit.key for unit in order.units if unit.role == role]


def test_every_link_section_caption_and_photograph_is_there(chromium, unpacked, order):
    opened, words = read_all(chromium, unpacked / "index.html")
    assert opened == {"index.html", "verify.py", *(f"wangchao-du.{end}" for end in ("source.html", "txt", "order.txt"))}
    check_words(words, order)


def test_the_page_of_a_missing_address_says_nothing_untrue_from_disk(chromium, unpacked):
    opened, _ = read_all(chromium, unpacked / "404.html")
    assert "index.html" in opened


def test_one_file_holds_all_sections_captions_and_photographs(chromium, single_files, order):
    opened, words = read_all(chromium, single_files / "wangchao-du.html")
    assert opened == {"wangchao-du.html"}
    check_words(words, order)
    text = (single_files / "wangchao-du.html").read_text(encoding="utf-8")
    assert text.count("data:image/webp") + text.count("data:image/jpeg") == 2


def test_the_commands_write_the_archive_and_the_single_file(project):
    for command, values, name in [("zip", {"NAME": "../a b.zip"}, "a b.zip"), ("single", {}, "wangchao-du.html")]:
        done = run_edition(project, command, **values)
        assert done.returncode == 0, done.stderr
        assert (project / "dist" / name).is_file() and f"dist/{name}: " in done.stdout
