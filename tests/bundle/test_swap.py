"""Beside its place a bundle is built, and from there it is read: nobody's file is lost, and no two bundles are mixed."""

import errno
import os
import zipfile
from functools import partial
from pathlib import Path

import pytest

from edition.bundle import archive, ours, single_file, swap
from edition.check import check
from edition.faults import Fault, Faults
from edition.proof.prove import Job, Proof
from tests.bundle.test_bundle import contents
from tests.conftest import put_earlier_bundle


def refusal(command, *arguments, **named) -> Fault:
    """Return the fault that the command raises."""
    with pytest.raises((Fault, Faults)) as refused:
        command(*arguments, **named)
    return refused.value if isinstance(refused.value, Fault) else refused.value.faults[0]


# ----- what somebody else put beside a bundle


@pytest.mark.parametrize("name", ["letter.txt", "2025/page.html", "site"])
def test_what_lies_where_a_bundle_would_be_built_is_in_the_way(tmp_path, name):
    path = tmp_path / ".site.new" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")

    def build() -> None:
        with swap.folder_aside(tmp_path / "site"):
            raise AssertionError("nothing is built")

    fault = refusal(build)
    assert (fault.id, fault.values["name"]) == ("b-007", name.partition("/")[0])
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_link_where_a_bundle_would_be_built_is_not_followed(tmp_path):
    (tmp_path / "photos" / "site").mkdir(parents=True)
    (tmp_path / "photos" / "site" / "a.jpg").touch()
    (tmp_path / ".site.new").symlink_to("photos")
    assert refusal(swap.folder_aside(tmp_path / "site").__enter__).id == "b-007"
    assert (tmp_path / "photos" / "site" / "a.jpg").exists()


def test_what_a_killed_build_left_goes_and_what_is_put_beside_a_build_stays(tmp_path):
    (tmp_path / ".site.new" / "site" / "left").mkdir(parents=True)
    with swap.folder_aside(tmp_path / "site") as new:
        assert not new.exists()
        new.mkdir()
        (tmp_path / ".site.new" / "mine").touch()
    assert contents(tmp_path).keys() == {".site.new/mine"}
    with swap.folder_aside(tmp_path / "a" / "b" / "site"):
        pass
    assert not (tmp_path / "a").exists(), "nor is a folder that nobody needed left"


def test_a_bundle_that_a_killed_build_had_exchanged_goes_and_what_was_put_into_it_does_not(tmp_path):
    left = tmp_path / ".site.new" / "site"
    put_earlier_bundle(left)
    with swap.folder_aside(tmp_path / "site"):
        assert not left.exists()
    put_earlier_bundle(left)
    (left / "notes.txt").touch()
    assert refusal(swap.folder_aside(tmp_path / "site").__enter__).id == "b-007" and (left / "notes.txt").exists()


def test_what_is_put_into_a_bundle_while_the_next_is_built_stops_the_exchange(tmp_path):
    new, output = tmp_path / "new", tmp_path / "output"
    put_earlier_bundle(output)
    put_earlier_bundle(new)
    (new / "index.html").write_text("<p data-edition=masthead>the next", encoding="utf-8")
    (output / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(output)
    fault = refusal(swap.put_in_place, new, output)
    assert (fault.id, fault.path, fault.values["name"]) == ("b-007", output, "notes.txt")
    assert contents(output) == before and "the next" in (new / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_a_file_of_anothers_in_the_place_of_an_archive_is_kept(site, tmp_path, kind):
    place = tmp_path / "dist" / "holiday.zip"
    place.parent.mkdir()
    {"file": place.touch, "folder": place.mkdir, "link": lambda: place.symlink_to("x")}[kind]()
    fault = refusal(archive.write_archive, site, place)
    assert (fault.id, fault.values["name"]) == ("b-007", "holiday.zip")
    assert os.path.lexists(place) and [path.name for path in place.parent.iterdir()] == ["holiday.zip"]


def written(name: str, folder: Path, **settings) -> list:
    """Write the one single file of that name into the folder; return its proof."""
    folder.mkdir()
    (folder / name).touch()
    return [Proof(Job(name, "zh-CN"), [])]


def test_a_file_of_anothers_in_the_place_of_a_single_file_is_kept_and_one_of_ours_that_is_stale_goes(
    tmp_path, monkeypatch
):
    files = {"article.html": "<html data-edition=theirs>", "draft.html": "theirs"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(single_file, "write_pages_whole", partial(written, "article.html"))
    assert refusal(single_file.write_single_files, tmp_path, settings="").id == "b-007"
    monkeypatch.setattr(single_file, "write_pages_whole", partial(written, "published.html"))
    single_file.write_single_files(tmp_path, settings="")
    monkeypatch.setattr(single_file, "write_pages_whole", partial(written, "next.html"))
    for dry_run, names in ((True, {"published.html"}), (False, {"next.html"})):
        said = single_file.write_single_files(tmp_path, settings="", dry_run=dry_run)
        assert "remove" in said[1] and said[1].endswith("published.html")
        assert contents(tmp_path).keys() == {*files, ours.MADE, *names}
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in files} == files


# ----- one bundle or the other


def other(folder: Path, word: str) -> Path:
    """Put a bundle into the folder that says the word on each page; return it."""
    put_earlier_bundle(folder)
    for name in ("index.html", "404.html"):
        (folder / name).write_text(f"<p data-edition=masthead>{word}", encoding="utf-8")
    sums = {
        name: ours.hashlib.sha256(data).hexdigest() for name, data in contents(folder).items() if name != "SHA256SUMS"
    }
    (folder / "SHA256SUMS").write_text(ours.sums_text(sums), encoding="utf-8")
    return folder


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("moment", range(5))
def test_an_archive_that_is_written_during_a_publish_holds_one_bundle(tmp_path, monkeypatch, moment, links):
    output, new = other(tmp_path / "output", "old"), other(tmp_path / "new", "new")
    taken, calls = swap.digest_taken, iter(range(1_000))

    def exchanging(path: Path, into: Path) -> str:
        if next(calls) == moment:
            swap.put_in_place(new, output)
            swap.shutil.rmtree(new)
        return taken(path, into)

    def no_link(*paths) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", no_link)
    monkeypatch.setattr(swap, "digest_taken", exchanging)
    archive.write_archive(output, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        said = {name: file.read(f"a/{name}") for name in ("index.html", "404.html")}
    assert len(set(said.values())) == 1, said
    assert b"new" in contents(output)["404.html"] and (output / "404.html").stat().st_nlink == 1


def test_no_archive_holds_a_page_that_was_changed_since(tmp_path):
    output = other(tmp_path / "output", "old")
    for name, change in {"404.html": lambda path: path.write_text("x"), "sw.js": Path.unlink}.items():
        change(output / name)
        fault = refusal(archive.write_archive, output, tmp_path / "a.zip")
        assert (fault.id, fault.values["name"]) == ("b-020", "404.html")
    assert refusal(swap.take_bundle, tmp_path, tmp_path / "x").id == "b-012"
    assert not (tmp_path / "a.zip").exists()


def test_a_copy_that_is_replaced_while_it_is_checked_is_checked_again(tmp_path, monkeypatch):
    output, turns = other(tmp_path / "output", "0"), []

    def compare(site: str, **options) -> list[str]:
        turns.append(site)
        if len(turns) <= replaced:
            other(tmp_path / "new", str(len(turns)))
            swap.exchange(tmp_path / "new", output)
            swap.shutil.rmtree(tmp_path / "new")
            raise Faults([Fault("k-007", "a file of both")])
        return ["equal"]

    monkeypatch.setattr(check, "compare_copy", compare)
    replaced = 2
    assert check.check_copy(str(output)) == ["equal"] and len(turns) == 3
    turns.clear()
    replaced = 3
    assert refusal(check.check_copy, str(output)).id == "k-017"
    replaced = 0
    monkeypatch.setattr(check, "compare_copy", lambda *given, **options: swap.exchange(output, tmp_path / "none"))
    assert refusal(check.check_copy, str(output)).id == "b-014", "what is wrong with it is told as before"
