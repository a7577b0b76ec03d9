"""What is ours: at any place a build, `make clean` or an upload touches only what the last bundle's own list names."""

import os
from pathlib import Path

import pytest

from edition.bundle import ours
from edition.faults import Fault
from tests.conftest import copy_tree, run_edition

DIGEST = "0" * 64


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file below the folder by its name, None for what is not a plain file."""
    return {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in ours.entries(folder)}


@pytest.fixture
def bundle(site, tmp_path) -> Path:
    """A bundle that a test may spoil."""
    return copy_tree(site, tmp_path / "bundle")


# ----- the list, and the mark


def test_a_list_is_read_whole_or_not_at_all():
    line = f"{DIGEST}  images/a b.webp\n"
    assert ours.read_sums(line) == {"images/a b.webp": DIGEST}
    names = ["../x", "a/../x", "/etc/passwd", "./x", "a//b", "a/", "a\\b", "a\x1b[2Jb", ""]
    for bad in [*(f"{DIGEST}  {name}\n" for name in names), "\n", "no list\n", f"{DIGEST} *x\n", f"{'G' * 64}  x\n"]:
        assert ours.read_sums(line + bad) == {}, bad
    assert ours.read_sums("") == {}


def test_a_place_is_ours_by_its_list_and_a_front_page_of_ours(site):
    sums, page = (site / "SHA256SUMS").read_bytes(), (site / "index.html").read_bytes()
    own = ours.last_bundle(sums, page)
    assert own and own == ours.bundle_in(site) and "SHA256SUMS" not in own
    # Cut off between the two, or before the front page of a first upload.
    assert ours.last_bundle(sums, page + b"<!-- next -->") == ours.last_bundle(sums, None) == own
    lines = sums.splitlines(keepends=True)
    without = {name: b"".join(line for line in lines if not line.endswith(f"  {name}\n".encode())) for name in own}
    strangers = [
        (None, page),  # a page about an edition, saved
        (sums, b"<h1>another site</h1>"),  # a list that was fetched to compare a copy with it
        (b"garbage", page),
        (sums + b"garbage", page),
        *((without[name], page) for name in ours.ALWAYS),
        (sums.replace(own[".nojekyll"].encode(), DIGEST.encode()), page),
    ]
    for sums_there, page_there in strangers:
        assert ours.last_bundle(sums_there, page_there) == {}, sums_there


# ----- a folder


FOREIGN = {
    ".well-known/challenge": "file",
    "2025/index.html": "file",
    "favicon.ico": "file",
    "images.txt": "file",
    "empty/": "folder",
    "404.html.bak": "link",
    "pipe": "pipe",
}


def put(folder: Path, name: str, kind: str) -> None:
    """Put something of that kind into the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    make = {
        "file": lambda: path.write_bytes(b"mine"),
        "folder": path.mkdir,
        "link": lambda: path.symlink_to("404.html"),
        "pipe": lambda: os.mkfifo(path),
    }
    make[kind]()


def stranger(folder: Path) -> object:
    """Return what is named as in the way of a build."""
    with pytest.raises(Fault) as refused:
        ours.check_place(folder)
    assert refused.value.id == "b-007"
    return refused.value.values["name"]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_beside_a_bundle_stops_a_build_and_is_left_by_clean(bundle, name):
    put(bundle, name, FOREIGN[name])
    before = contents(bundle)
    assert stranger(bundle) == name
    assert contents(bundle) == before
    said = ours.remove_bundle(bundle)
    assert set(contents(bundle)) == {name} and name in said


def test_make_clean_takes_what_a_desktop_left_and_no_other_file(project, site):
    output = copy_tree(site, project / "output")
    (output / ".DS_Store").write_bytes(b"a desktop's")
    ours.check_place(output)  # a bundle is replaced by the next
    put(output, "notes.txt", "file")
    done = run_edition(project, "clean")
    assert done.returncode == 0 and "notes.txt" in done.stdout and contents(output) == {"notes.txt": b"mine"}


def test_a_folder_that_only_looks_like_a_bundle_is_left_alone(tmp_path):
    folder = tmp_path / "saved"
    put(folder, "letters/first.txt", "file")
    (folder / "index.html").write_text('<html data-edition="International">')
    (folder / "SHA256SUMS").write_text(f"{DIGEST}  index.html\n{DIGEST}  letters/first.txt\n")
    before = contents(folder)
    assert stranger(folder)
    ours.remove_bundle(folder)
    assert contents(folder) == before


def test_a_front_page_too_large_to_be_read_is_not_ours(bundle):
    with (bundle / "index.html").open("r+b") as file:
        file.truncate(10**12)  # takes no room
    assert stranger(bundle)


def test_what_is_told_of_names_moves_no_cursor_and_what_is_noted_is_one_line(tmp_path):
    assert ours.some(["a\x1b[2Jb", "c\nd"]) == "a [2Jb, c d"
    for name in ("x\nletter", "../letter", "a/b"):
        with pytest.raises(Fault) as refused:
            ours.claim(tmp_path, name)
        assert refused.value.id == "b-007" and not any(tmp_path.iterdir())


def test_a_file_or_a_link_in_the_place_of_the_folder_is_refused(tmp_path):
    ours.check_place(tmp_path / "nothing")
    ours.check_place(tmp_path)  # empty
    for name, kind in {"letter": "file", "link": "link"}.items():
        put(tmp_path, name, kind)
        assert stranger(tmp_path / name) == name
        ours.remove_bundle(tmp_path / name)
        assert os.path.lexists(tmp_path / name)


def test_clean_removes_a_bundle_whole_and_follows_no_link(bundle, tmp_path):
    copy_tree(bundle, tmp_path / "second")
    said = ours.remove_bundle(bundle)
    assert not bundle.exists() and said.count(", ") == ours.TOLD - 1 and said.endswith(" more")
    (tmp_path / "second" / "source").rename(tmp_path / "elsewhere")
    (tmp_path / "second" / "source").symlink_to(tmp_path / "elsewhere")
    ours.remove_bundle(tmp_path / "second")
    assert set(contents(tmp_path / "second")) == {"source"} and any(contents(tmp_path / "elsewhere"))


def test_a_clean_that_was_cut_off_can_be_run_again(bundle, monkeypatch):
    unlink, left = Path.unlink, 5

    def give_up(path, *arguments, **options):
        nonlocal left
        if not left:
            raise PermissionError(13, "denied", str(path))
        left -= 1
        unlink(path, *arguments, **options)

    with monkeypatch.context() as patch, pytest.raises(PermissionError):
        patch.setattr(Path, "unlink", give_up)
        ours.remove_bundle(bundle)
    assert bundle.exists()
    ours.remove_bundle(bundle)
    assert not bundle.exists()


# ----- an upload


def test_a_plan_claims_what_comes_before_it_comes_and_what_goes_until_it_is_gone():
    old, new = {"a": "1", "b": "2"}, {"b": "3", "c": "4"}
    plan = ours.Plan(new, old)
    assert (plan.added, plan.stale) == (["c"], ["a"])
    assert plan.claim == "1  a\n3  b\n4  c\n"
    assert ours.Plan(new, {}).added == ["b", "c", "SHA256SUMS"] and ours.Plan(new, new).added == []


@pytest.mark.parametrize(
    ("there", "named"),
    [
        (["2025/index.html", "favicon.ico", "images/theirs.png", "d", "images/"], None),
        (["a"], None),  # of the list
        (["z", "c"], "c"),
        (["images/new.webp"], "images/new.webp"),
        (["images"], "images"),  # a file where a folder is to be
        (["c/theirs"], "c/theirs"),  # a folder where a file is to be
    ],
)
def test_an_upload_stops_at_the_first_foreign_file_in_its_way_and_at_no_other(there, named):
    plan = ours.Plan({"a": "1", "c": "2", "images/new.webp": "3"}, {"a": "1"})
    if named is None:
        plan.refuse_strangers("S3_TARGET", there)
        return
    with pytest.raises(Fault) as refused:
        plan.refuse_strangers("S3_TARGET", there)
    assert (refused.value.id, refused.value.place, refused.value.values["name"]) == ("b-007", "S3_TARGET", named)
