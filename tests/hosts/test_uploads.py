"""The three uploads: what arrives, in which order, what is kept, and that one that is cut off leaves the old edition whole.

What no bundle of ours wrote stays wherever it is; see edition/bundle/ours.py.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edition.__main__ import Values
from edition.bundle.host_files import write_sums
from edition.bundle.ours import TOLD
from edition.deploy import HOSTS
from edition.deploy.s3 import TYPES
from edition.faults import Fault
from tests.conftest import ARTICLE
from tests.hosts import servers
from tests.hosts.conftest import deploy, git, make
from tests.hosts.test_reading import headers_meant

NOT_ON_S3 = (".gz", ".br", "_headers", ".nojekyll")
# What is at a place beside a bundle, and is nobody's of ours: an earlier year, a certificate's, an icon, a note.
FOREIGN = {
    "2025/index.html": b"<p data-edition=masthead>an earlier year",
    "2025/SHA256SUMS": b"another list\n",
    ".well-known/challenge": b"a certificate's",
    "favicon.ico": b"icon",
    "images/theirs.webp": b"picture",
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def old(site, tmp_path) -> Path:
    """An edition as it was deployed once."""
    return edition(site, tmp_path / "old", "old")


@pytest.fixture
def new(site, tmp_path) -> Path:
    """The edition that follows: other bytes of the same size in every page, one file less, one more."""
    return edition(site, tmp_path / "new", "new")


def edition(site: Path, folder: Path, word: str) -> Path:
    """Return a copy of the bundle that says the word in each page, with a page, a worker and photographs of its own."""
    shutil.copytree(site, folder)
    shutil.rmtree(folder / "images", ignore_errors=True)
    for path in [*folder.glob("*.html"), folder / f"only-{word}.html", folder / "both.html"]:
        text = path.read_text(encoding="utf-8") if path.exists() else "<p data-edition=masthead>a page</p></body>"
        path.write_text(text.replace("</body>", f"<p>{word}</p></body>"), encoding="utf-8")
    (folder / "sw.js").write_text(f"// {word}\n", encoding="utf-8")
    (folder / "images").mkdir()
    for name in (f"{word}-800-0123456789ab.webp", "both-800-0123456789ab.webp"):
        (folder / "images" / name).write_bytes(random.Random(name).randbytes(60_000))
    write_sums(folder)
    return folder


def refused(*arguments, **values) -> Fault:
    """Return the one fault that the upload ends with."""
    with pytest.raises(Fault) as refusal:
        deploy(*arguments, **values)
    assert "\n" not in str(refusal.value)
    return refusal.value


# what is not ours: the same at all three


@dataclass
class Place:
    """A place behind a host: the values that name it, what returns its files, and what puts some there by hand."""

    host: str
    values: dict[str, str]
    files: Callable[[], dict[str, bytes]]
    put: Callable[[dict[str, bytes]], None]

    def of(self, bundle: Path) -> dict[str, bytes]:
        """Return what of the bundle belongs there."""
        return for_s3(bundle) if self.host == "s3" else contents(bundle)


@pytest.fixture(params=HOSTS)
def place(request) -> Place:
    """A place, with nothing in it."""
    if request.param == "rsync":
        address, www = request.getfixturevalue("daemon")
        values = {"RSYNC_TARGET": f"{address}/edition"}
        return Place("rsync", values, partial(contents, www / "edition"), partial(write, www / "edition"))
    if request.param == "s3":
        bucket = request.getfixturevalue("bucket")
        return Place("s3", named(bucket), partial(objects, bucket, "edition/"), partial(write_objects, bucket))
    bare = request.getfixturevalue("repository").parent / "pages.git"
    return Place("github", {"GITHUB_REMOTE": "pages"}, partial(tree, bare), partial(commit_by_hand, bare))


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files into the folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_a_place_holds_the_bundle_after_each_upload_and_all_that_is_foreign_stays(place, old, new):
    write(old, {f"page-{number:02}.html": b"a page" for number in range(TOLD)})
    write_sums(old)
    place.put(FOREIGN)
    assert f"{len(place.of(old))} file(s) sent, 0 removed" in deploy(place.host, old, **place.values)
    assert place.files() == place.of(old) | FOREIGN
    more = {"2024/index.html": b"", "notes.txt": b"mine"}
    place.put(more)
    before = place.files()
    would = set(deploy(place.host, new, DRY_RUN="yes", **place.values).splitlines())
    assert place.files() == before
    removed = place.of(old).keys() - place.of(new).keys()
    assert {line.split()[-1] for line in would if line.startswith("would remove")} == removed
    assert {"would send index.html", "would send only-new.html", "would send SHA256SUMS"} <= would
    (said,) = deploy(place.host, new, **place.values).splitlines()
    assert place.files() == place.of(new) | FOREIGN | more
    assert f"{len(removed)} removed" in said and said.endswith(f" and {len(removed) - TOLD} more")
    assert sum(name in said for name in removed) == TOLD


@pytest.mark.parametrize(
    "name", ["index.html", "SHA256SUMS", "images/new-800-0123456789ab.webp", "images", "only-new.html/x"]
)
def test_a_foreign_file_in_the_way_is_named_and_nothing_is_touched(place, old, new, name):
    if name in ("only-new.html/x", "images/new-800-0123456789ab.webp"):
        deploy(place.host, old, **place.values)
    place.put({name: b"<p data-edition=theirs>theirs", "zzz.txt": b"theirs"})
    before = place.files()
    fault = refused(place.host, new, **place.values)
    assert fault.id == "b-007" and str(fault.values["name"]) in (name, name.partition("/")[0])
    assert place.files() == before


# rsync


@pytest.fixture
def daemon(tmp_path):
    """An rsync daemon over an empty folder: its address and the folder."""
    (tmp_path / "www").mkdir()
    with servers.rsync_daemon(tmp_path / "www", tmp_path) as address:
        yield address, tmp_path / "www"


def test_rsync_sends_what_differs_with_modes_that_a_server_can_read(daemon, old, new):
    address, www = daemon
    for path in (old / "index.html", new / "index.html"):
        os.utime(path, (1, 1))  # of one size and time, and yet it differs
    (new / "only-new.html").chmod(0o600)
    (new / "images").chmod(0o700)
    for folder in (old, new):
        deploy("rsync", folder, RSYNC_TARGET=f"{address}/edition")
        (www / "edition" / "404.html").chmod(0o600)
    assert "0 file(s) sent" in deploy("rsync", new, RSYNC_TARGET=f"{address}/edition")
    assert contents(www / "edition") == contents(new)
    for path in (www / "edition").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_an_rsync_that_is_cut_off_anywhere_leaves_an_edition_whole_and_can_be_run_again(daemon, old, new):
    address, www = daemon
    port = urlsplit(address).port

    def start(name: str, port: int) -> dict[str, str]:
        deploy("rsync", old, RSYNC_TARGET=f"{address}/{name}")
        (www / name / "mine.txt").write_text("mine")
        return {"RSYNC_TARGET": f"rsync://127.0.0.1:{port}/www/{name}"}

    with servers.cut_after(float("inf"), port) as (whole, passed):
        deploy("rsync", new, **start("measured", whole))
    assert len(passed) == 5 and max(passed) > 60_000, "the photograph went through"
    # In the middle and near the end of each: two looks, the claim, the files, what is removed.
    for number, length in enumerate(passed):
        for place in (length // 2, length - 4):
            name = f"edition-{number}-{place}"
            with servers.cut_after(sum(passed[:number]) + place, port) as (broken, _):
                fault = refused("rsync", new, **start(name, broken))
            assert fault.id == "u-003" and "rsync" in fault.values["said"]
            there, pages = contents(www / name), [contents(folder) for folder in (old, new)]
            assert any(page.items() - there.items() <= {("SHA256SUMS", page["SHA256SUMS"])} for page in pages), name
            deploy("rsync", new, RSYNC_TARGET=f"{address}/{name}")
            assert contents(www / name) == contents(new) | {"mine.txt": b"mine"}, name


def test_a_link_in_the_place_of_a_folder_of_ours_stays_one(daemon, old, new):
    address, www = daemon
    deploy("rsync", old, RSYNC_TARGET=f"{address}/edition")
    (www / "edition" / "images").rename(www / "large")
    (www / "edition" / "images").symlink_to(www / "large")
    before = contents(www / "large")
    with suppress(Fault):  # whether rsync follows it there depends on the server
        deploy("rsync", old, RSYNC_TARGET=f"{address}/edition")
    fault = refused("rsync", new, RSYNC_TARGET=f"{address}/edition")
    assert (fault.id, fault.values["name"]) == ("b-007", "images")
    assert (www / "edition" / "images").is_symlink() and contents(www / "large") == before


@pytest.mark.parametrize(
    ("name", "words"), [("nowhere", "Unknown module"), ("www/edition", "refused"), ("www/no/such", "No such")]
)
def test_what_rsync_says_is_told_where_it_fails(daemon, old, name, words):
    target = f"rsync://127.0.0.1:{servers.free_port()}" if words == "refused" else daemon[0].removesuffix("/www")
    fault = refused("rsync", old, RSYNC_TARGET=f"{target}/{name}")
    assert fault.id == "u-003" and words in fault.values["said"]


# S3


@pytest.fixture
def bucket():
    """A server of S3's API with an empty bucket."""
    with servers.s3() as started:
        yield started


def named(bucket, path: str = "/edition") -> dict[str, str]:
    """Return the values that name a path of the bucket."""
    return {"S3_TARGET": f"s3://{bucket.name}{path}", "S3_ENDPOINT": bucket.address}


def write_objects(bucket, files: dict[str, bytes], prefix: str = "edition/") -> None:
    """Write the files as objects below the prefix."""
    for name, data in files.items():
        bucket.client.put_object(Bucket=bucket.name, Key=prefix + name, Body=data)


def objects(bucket, prefix: str = "") -> dict[str, bytes]:
    """Every object of the bucket below the prefix, by its name there."""
    client = bucket.client
    found = client.list_objects_v2(Bucket=bucket.name, Prefix=prefix).get("Contents", [])
    read = {item["Key"]: client.get_object(Bucket=bucket.name, Key=item["Key"])["Body"].read() for item in found}
    return {key.removeprefix(prefix): data for key, data in read.items()}


def for_s3(folder: Path) -> dict[str, bytes]:
    """The files of the bundle that belong on S3."""
    return {name: data for name, data in contents(folder).items() if not name.endswith(NOT_ON_S3)}


def test_s3_gets_pages_after_what_they_name_then_the_front_page_the_worker_what_goes_and_the_list(bucket, old, new):
    theirs = {"edition-of-another/page.html": b"theirs", "index.html": b"the root's"}
    write_objects(bucket, theirs, "")
    for name in ("manifest.webmanifest", "icon.svg", "feed.xml"):
        (new / name).write_text("fixture", encoding="utf-8")
    write_sums(new)
    deploy("s3", old, **named(bucket))
    bucket.log.clear()
    deploy("s3", new, **named(bucket))
    first, *log = [(method, name.removeprefix("edition/")) for method, name in bucket.log]
    stale = sorted(set(for_s3(old)) - set(for_s3(new)))
    end = [*(("DELETE", name) for name in stale), ("PUT", "SHA256SUMS")]
    assert log[-len(end) :] == end and len(stale) == 2 and first == ("PUT", "SHA256SUMS")
    puts = [name for _, name in log[: -len(end)]]
    pages = [name for name in puts if name.endswith((".html", ".xml"))]
    assert len(pages) > 3 and puts[-len(pages) - 1 :] == [*pages, "sw.js"] and pages[-1] == "index.html"
    assert objects(bucket) == {**theirs, **{f"edition/{name}": data for name, data in for_s3(new).items()}}
    for name in for_s3(new):
        told = bucket.client.head_object(Bucket=bucket.name, Key=f"edition/{name}")
        expected = (name, TYPES[Path(name).suffix], headers_meant(name)["cache-control"])
        assert (name, told["ContentType"], told["CacheControl"]) == expected


@pytest.mark.parametrize("first", [False, True])
def test_an_upload_to_s3_that_breaks_anywhere_can_be_run_again(bucket, old, new, first):
    values, mine = named(bucket), {"mine.txt": b"mine"}
    write_objects(bucket, mine)
    if not first:
        deploy("s3", old, **values)
    before = objects(bucket, "edition/")
    bucket.log.clear()
    deploy("s3", new, **values)
    requests, after = list(bucket.log), objects(bucket, "edition/")
    assert after == for_s3(new) | mine
    upload = HOSTS["s3"](Values(values))
    listed = {("SHA256SUMS", after["SHA256SUMS"])}
    for number in sorted({*range(0, len(requests), 4), *range(len(requests) - 4, len(requests))}):
        for name in objects(bucket, "edition/").keys() - before.keys():
            bucket.client.delete_object(Bucket=bucket.name, Key=f"edition/{name}")
        write_objects(bucket, before)
        bucket.log.clear()
        bucket.refuse = lambda method, key, number=number: method in ("PUT", "DELETE") and len(bucket.log) >= number
        with pytest.raises(Fault) as refusal:
            upload(new)
        assert refusal.value.id == "u-003" and "AccessDenied" in refusal.value.values["said"]
        # Nothing comes out of turn: of what a reader asks for there is all of before, till all of after is there.
        there = objects(bucket, "edition/")
        assert bucket.log == requests[:number]
        assert before.keys() <= there.keys() or after.items() <= {*there.items(), *listed}
        bucket.refuse = lambda method, key: False
        upload(new)
        assert objects(bucket, "edition/") == after


def test_an_s3_that_cannot_be_reached_or_has_no_such_bucket_is_told(bucket, old, tmp_path, monkeypatch):
    nobody = f"http://127.0.0.1:{servers.free_port()}"
    fault = refused("s3", old, S3_TARGET="s3://no-such-bucket", S3_ENDPOINT=bucket.address)
    assert fault.id == "u-003" and "NoSuchBucket" in fault.values["said"]
    assert nobody in refused("s3", old, S3_TARGET=f"s3://{bucket.name}", S3_ENDPOINT=nobody).values["said"]
    for name in servers.CREDENTIALS:
        monkeypatch.delenv(name)
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # which has read them
    monkeypatch.setenv("HOME", str(tmp_path))
    fault = refused("s3", old, **named(bucket, ""))
    assert "Unable to locate credentials" in fault.values["said"]


# GitHub Pages


def tree(bare: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """The files of the branch; none where there is no such branch."""
    if not git(bare, "branch", "--list", branch):
        return {}
    names = git(bare, "ls-tree", "-r", "--name-only", branch).splitlines()
    show = ["git", "-C", str(bare), "cat-file", "blob"]
    return {n: subprocess.run([*show, f"{branch}:{n}"], capture_output=True, check=True).stdout for n in names}


def commit_by_hand(bare: Path, files: dict[str, bytes]) -> None:
    """Commit the files to the branch, as its owner may with a browser."""
    clone = bare.parent / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    git(bare.parent, "clone", "--quiet", str(bare), str(clone))
    git(clone, "checkout", "--quiet", *([] if tree(bare) else ["--orphan"]), "gh-pages")
    write(clone, files)
    git(clone, "add", "--all")
    git(clone, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "-m", "by hand")
    git(clone, "push", "--quiet", "origin", "gh-pages")


def test_each_upload_to_github_is_one_commit_on_top_and_none_if_nothing_changed(repository, old, new):
    pages = repository.parent / "pages.git"
    # As Git for Windows sets it: the bytes that are published are the bundle's all the same.
    git(repository, "config", "core.autocrlf", "true")
    write(new, {"note.txt": b"one line\r\nanother\r\n"})
    write_sums(new)
    (repository / "draft.txt").write_text("not committed")
    git(repository, "add", "draft.txt")
    git(repository, "branch", "gh-pages")
    own = git(repository, "for-each-ref", "refs/heads"), git(repository, "status", "--porcelain=v2")
    earlier: dict[str, bytes] = {}
    for count, folder in zip((1, 2, 2, 3), (old, new, new, old), strict=True):
        said = deploy("github", folder, GITHUB_REMOTE="pages")
        assert said.endswith("nothing changed") == (tree(pages) == earlier)
        assert git(pages, "rev-list", "--count", "gh-pages") == str(count)
        earlier = tree(pages)
        assert earlier == contents(folder) and ".nojekyll" in earlier
    assert (git(repository, "for-each-ref", "refs/heads"), git(repository, "status", "--porcelain=v2")) == own
    assert (repository / "draft.txt").read_text() == "not committed"


def test_a_remote_that_refuses_keeps_the_old_edition_and_the_next_upload_works(repository, old, new):
    pages = repository.parent / "pages.git"
    deploy("github", old, GITHUB_REMOTE="pages")
    hook = pages / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    fault = refused("github", new, GITHUB_REMOTE="pages")
    assert fault.id == "u-003" and "not today" in fault.values["said"] and "declined" in fault.values["said"]
    assert tree(pages) == contents(old)
    hook.unlink()
    deploy("github", new, GITHUB_REMOTE="pages")
    assert tree(pages) == contents(new)


def test_a_branch_of_the_project_itself_is_refused(repository, old):
    (repository / "README.md").write_text("the project")
    git(repository, "add", "README.md")
    git(repository, "commit", "--quiet", "-m", "the project")
    git(repository, "push", "--quiet", "pages", "HEAD:refs/heads/main")
    assert refused("github", old, GITHUB_REMOTE="pages", GITHUB_BRANCH="main").id == "u-004"
    assert tree(repository.parent / "pages.git", "main") == {"README.md": b"the project"}


# through make


def test_make_uploads_nothing_that_the_proof_refuses_and_reads_settings_from_deploy_mk(checkout, daemon):
    address, www = daemon
    article = checkout / ARTICLE
    kept = article.read_text(encoding="utf-8")
    (checkout / "deploy.mk").write_text(f"RSYNC_TARGET = {address}/edition\n")
    try:
        article.write_text(kept.replace("十二条长凳", "十三条长凳", 1), encoding="utf-8")
        done = make("deploy-rsync", checkout)
        assert done.returncode == 2 and "三条长凳" in done.stderr, done
        assert contents(www) == {}
        article.write_text(kept, encoding="utf-8")
        done = make("deploy-rsync", checkout)
    finally:
        article.write_text(kept, encoding="utf-8")
        (checkout / "deploy.mk").unlink()
    assert done.returncode == 0, done.stderr
    assert contents(www / "edition") == contents(checkout / "output")
