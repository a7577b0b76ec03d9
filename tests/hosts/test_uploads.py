"""The three uploads: what arrives, in which order, what is kept, and that a broken one leaves the old edition whole."""

import http.client
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edition.deploy import s3
from edition.faults import Fault
from tests.bundle.test_bundle import contents
from tests.hosts import servers
from tests.hosts.conftest import deploy, environment, git, make
from tests.hosts.test_reading import TYPES, headers_meant

NOT_ON_S3 = (".gz", ".br", "_headers", ".nojekyll")


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
    pages = [*folder.glob("*.html"), folder / f"only-{word}.html", folder / "both.html"]
    for path in pages:
        text = path.read_text(encoding="utf-8") if path.exists() else "<p data-edition=masthead>a page</p></body>"
        path.write_text(text.replace("</body>", f"<p>{word}</p></body>"), encoding="utf-8")
    (folder / "sw.js").write_text(f"// {word}\n", encoding="utf-8")
    (folder / "images").mkdir()
    for name in (f"{word}-800-0123456789ab.webp", "both-800-0123456789ab.webp"):
        (folder / "images" / name).write_bytes(random.Random(name).randbytes(60_000))
    return folder


def one_line(done: subprocess.CompletedProcess, *words: str) -> None:
    """Assert that the command failed and said why in one line that holds the words."""
    assert done.returncode == 1, done
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line and all(word in line for word in words), line


class Readers:
    """A reader who asks for the front page again and again; what was read is in pages."""

    def __init__(self, address: str) -> None:
        self.address, self.pages, self.stopped = urlsplit(address), [], threading.Event()
        self.thread = threading.Thread(target=self.read)

    def read(self) -> None:
        """Ask until stopped."""
        while not self.stopped.is_set():
            connection = http.client.HTTPConnection(self.address.hostname, self.address.port)
            connection.request("GET", self.address.path)
            answer = connection.getresponse()
            self.pages.append((answer.status, answer.read()))
            connection.close()

    def __enter__(self) -> "Readers":
        self.thread.start()
        return self

    def __exit__(self, *problem) -> None:
        self.stopped.set()
        self.thread.join()


# rsync


@pytest.fixture
def daemon(tmp_path):
    """An rsync daemon over an empty folder: its address and the folder."""
    (tmp_path / "www").mkdir()
    with servers.rsync_daemon(tmp_path / "www", tmp_path) as address:
        yield address, tmp_path / "www"


def test_rsync_makes_the_target_the_same_as_the_bundle_with_modes_that_a_server_can_read(daemon, old, new):
    address, www = daemon
    target = f"{address}/edition"
    for path in (new / "only-new.html", new / "images"):
        path.chmod(0o700)
    assert deploy("rsync", old, RSYNC_TARGET=target).returncode == 0
    (www / "edition" / "index.html").chmod(0o600)
    (www / "edition" / ".well-known").mkdir()
    (www / "edition" / ".well-known" / "challenge").write_text("a certificate's")
    done = deploy("rsync", new, RSYNC_TARGET=target)
    assert done.returncode == 0, done.stderr
    there = contents(www / "edition")
    assert there.pop(".well-known/challenge")
    assert there == contents(new)
    for path in (www / "edition").rglob("*"):
        if ".well-known" not in path.parts:
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    done = deploy("rsync", new, RSYNC_TARGET=target)
    assert "0 file(s) changed" in done.stdout, "what is the same is not sent again"


def test_rsync_sends_other_bytes_of_the_same_size_and_time(daemon, old, new):
    address, www = daemon
    for folder in (old, new):
        os.utime(folder / "index.html", (1, 1))
        assert deploy("rsync", folder, RSYNC_TARGET=f"{address}/edition").returncode == 0
    assert (www / "edition" / "index.html").read_bytes() == (new / "index.html").read_bytes()


def test_a_connection_that_breaks_leaves_the_old_edition_whole_and_the_next_rsync_mends_it(daemon, old, new):
    address, www = daemon
    port = urlsplit(address).port
    assert deploy("rsync", old, RSYNC_TARGET=f"{address}/measured").returncode == 0
    with servers.cut_after(float("inf"), port) as (whole, passed):
        assert deploy("rsync", new, RSYNC_TARGET=f"rsync://127.0.0.1:{whole}/www/measured").returncode == 0
    total = max(passed)
    assert total > 60_000, "the photograph went through"
    # In the greeting, in the list of files, in the first and the last of the photograph, before the last words.
    for limit in (10, 400, total // 4, total // 2, total - 600, total - 4):
        place = www / f"edition-{limit}"
        assert deploy("rsync", old, RSYNC_TARGET=f"{address}/{place.name}").returncode == 0
        with servers.cut_after(limit, port) as (broken, _):
            done = deploy("rsync", new, RSYNC_TARGET=f"rsync://127.0.0.1:{broken}/www/{place.name}")
        one_line(done, "deploy.mk: rsync stopped", "run it again")
        is_old, is_new = (contents(folder).items() <= contents(place).items() for folder in (old, new))
        assert is_old or (is_new and limit > total - 100), f"cut after {limit} of {total} bytes"
        assert deploy("rsync", new, RSYNC_TARGET=f"{address}/{place.name}").returncode == 0
        assert contents(place) == contents(new)


def test_during_an_rsync_a_reader_meets_the_old_front_page_or_the_new(daemon, old, new, tmp_path):
    address, www = daemon
    for folder in (old, new):
        page = folder / "index.html"
        page.write_text(page.read_text(encoding="utf-8") + f"<!-- {folder.name} -->" * 300_000, encoding="utf-8")
    editions = [(200, (folder / "index.html").read_bytes()) for folder in (old, new)]
    assert deploy("rsync", old, RSYNC_TARGET=f"{address}/edition").returncode == 0
    with servers.nginx(www / "edition", "/", tmp_path) as site, Readers(f"{site}index.html") as readers:
        for folder in (new, old, new):
            assert deploy("rsync", folder, RSYNC_TARGET=f"{address}/edition").returncode == 0
    assert set(readers.pages) == set(editions)


@pytest.mark.parametrize(
    ("name", "words"), [("nowhere", "Unknown module"), ("www/edition", "refused (111)"), ("read-only", "read only")]
)
def test_an_rsync_daemon_that_refuses_is_told_in_one_line(daemon, old, tmp_path, name, words):
    address, _ = daemon
    if words == "read only":
        config = tmp_path / "rsyncd.conf"
        config.write_text(config.read_text() + f"[read-only]\npath = {tmp_path / 'www'}\nread only = yes\n")
    target = f"rsync://127.0.0.1:{servers.free_port()}" if "refused" in words else address.removesuffix("/www")
    one_line(deploy("rsync", old, RSYNC_TARGET=f"{target}/{name}"), words.partition(" (")[0])


def test_rsync_overwrites_no_front_page_but_an_editions(daemon, old):
    address, folder = daemon
    (folder / "theirs").mkdir()
    (folder / "theirs" / "index.html").write_text("another site", encoding="utf-8")
    one_line(deploy("rsync", old, RSYNC_TARGET=f"{address}/theirs"), "something other than an edition", "index.html")
    assert [path.read_text(encoding="utf-8") for path in (folder / "theirs").iterdir()] == ["another site"]


def test_rsync_removes_nothing_where_something_other_than_an_edition_is(daemon, old):
    address, www = daemon
    (www / "letters").mkdir()
    (www / "letters" / "first.txt").write_text("mine")
    (www / "letters" / "index.html").write_text("<p>my letters</p>")
    one_line(deploy("rsync", old, RSYNC_TARGET=f"{address}/letters"), "something other than an edition")
    assert set(contents(www)) == {"letters/first.txt", "letters/index.html"}


# S3


@pytest.fixture
def bucket():
    """A server of S3's API with an empty bucket."""
    with servers.s3() as started:
        yield started


def s3_deploy(bucket, folder: Path, path: str = "edition") -> subprocess.CompletedProcess:
    """Upload the folder to a path of the bucket."""
    return deploy("s3", folder, S3_TARGET=f"s3://{bucket.name}/{path}", S3_ENDPOINT=bucket.address)


def objects(bucket, prefix: str = "") -> dict[str, bytes]:
    """Every object of the bucket below the prefix, by its name there."""
    client = bucket.client
    found = client.list_objects_v2(Bucket=bucket.name, Prefix=prefix).get("Contents", [])
    read = {item["Key"]: client.get_object(Bucket=bucket.name, Key=item["Key"])["Body"].read() for item in found}
    return {key.removeprefix(prefix): data for key, data in read.items()}


def for_s3(folder: Path) -> dict[str, bytes]:
    """The files of the bundle that belong on S3."""
    return {name: data for name, data in contents(folder).items() if not name.endswith(NOT_ON_S3)}


def test_s3_holds_the_bundle_after_each_upload_and_no_neighbour_is_touched(bucket, old, new):
    client = bucket.client
    client.put_object(Bucket=bucket.name, Key="edition-of-another/page.html", Body=b"theirs")
    for folder in (old, new):
        done = s3_deploy(bucket, folder)
        assert done.returncode == 0, done.stderr
        assert objects(bucket, "edition/") == for_s3(folder)
    assert objects(bucket, "edition-of-another/") == {"page.html": b"theirs"}


def test_s3_gets_pages_after_what_they_name_the_front_page_then_and_the_worker_last(bucket, old, new):
    assert s3_deploy(bucket, old).returncode == 0
    bucket.log.clear()
    assert s3_deploy(bucket, new).returncode == 0
    log = [(method, name.removeprefix("edition/")) for method, name in bucket.log]
    puts = [name for method, name in log if method == "PUT"]
    deletes = [name for method, name in log if method == "DELETE"]
    assert puts[-2:] == ["index.html", "sw.js"]
    pages = [name for name in puts if name.endswith(".html")]
    assert len(pages) > 2 and puts[-len(pages) - 1 : -1] == pages
    assert set(deletes) == set(for_s3(old)) - set(for_s3(new)) and len(deletes) == 2
    assert log == [*(("PUT", name) for name in puts), *(("DELETE", name) for name in deletes)]


def test_s3_sends_each_type_and_how_long_it_keeps(bucket, new):
    for name in ("manifest.webmanifest", "icon.svg", "feed.xml", "images/a-800-0123456789ab.avif"):
        (new / name).write_text("fixture", encoding="utf-8")
    assert s3_deploy(bucket, new).returncode == 0
    client = bucket.client
    for name in for_s3(new):
        told = client.head_object(Bucket=bucket.name, Key=f"edition/{name}")
        assert (name, told["ContentType"]) == (name, TYPES[Path(name).suffix])
        assert (name, told["CacheControl"]) == (name, headers_meant(name)["cache-control"])


def test_an_upload_to_s3_that_breaks_anywhere_leaves_the_old_edition_readable(bucket, old, new, monkeypatch):
    for name, value in servers.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    target = f"s3://{bucket.name}/edition", bucket.address
    s3.upload(old, *target)
    before, after = objects(bucket, "edition/"), for_s3(new)
    names = sorted(after, key=lambda name: (name == "sw.js", name == "index.html", name.endswith(".html"), name))
    for number, name in enumerate(names):
        bucket.refuse = lambda method, key, name=name: method == "PUT" and key == f"edition/{name}"
        with pytest.raises(Fault, match=f"stopped while uploading {name} .*AccessDenied.* run it again"):
            s3.upload(new, *target)
        # Nothing is removed before all has arrived, and nothing comes out of turn.
        assert objects(bucket, "edition/") == {**before, **{name: after[name] for name in names[:number]}}
    bucket.refuse = lambda method, key: method == "DELETE"
    one_line(s3_deploy(bucket, new), "the upload stopped while removing")
    assert objects(bucket, "edition/") == {**before, **after}
    bucket.refuse = lambda method, key: False
    assert s3_deploy(bucket, new).returncode == 0
    assert objects(bucket, "edition/") == after


def test_a_first_upload_to_s3_that_broke_can_be_run_again(bucket, old):
    bucket.refuse = lambda method, key: method == "PUT" and key == "edition/index.html"
    one_line(s3_deploy(bucket, old), "uploading index.html")
    bucket.refuse = lambda method, key: False
    assert s3_deploy(bucket, old).returncode == 0
    assert objects(bucket, "edition/") == for_s3(old)


def test_during_an_upload_to_s3_a_reader_meets_the_old_front_page_or_the_new(bucket, old, new):
    assert s3_deploy(bucket, old).returncode == 0
    with Readers(f"{bucket.address}/{bucket.name}/edition/index.html") as readers:
        for folder in (new, old, new):
            assert s3_deploy(bucket, folder).returncode == 0
    assert set(readers.pages) == {(200, (folder / "index.html").read_bytes()) for folder in (old, new)}


def test_s3_removes_nothing_where_something_other_than_an_edition_is(bucket, old):
    bucket.client.put_object(Bucket=bucket.name, Key="edition/mine.txt", Body=b"mine")
    one_line(s3_deploy(bucket, old), "something other than an edition", "mine.txt")
    one_line(s3_deploy(bucket, old, path=""), "something other than an edition")
    assert objects(bucket) == {"edition/mine.txt": b"mine"}


def test_an_s3_that_cannot_be_reached_or_has_no_such_bucket_is_told_in_one_line(bucket, old):
    done = deploy("s3", old, S3_TARGET="s3://no-such-bucket", S3_ENDPOINT=bucket.address)
    one_line(done, "the upload stopped while listing", "NoSuchBucket")
    nobody = f"http://127.0.0.1:{servers.free_port()}"
    one_line(deploy("s3", old, S3_TARGET=f"s3://{bucket.name}", S3_ENDPOINT=nobody), "the upload stopped", nobody)
    command = [sys.executable, "-m", "deploy", "s3", str(old)]
    nameless = environment(
        S3_TARGET=f"s3://{bucket.name}", S3_ENDPOINT=bucket.address, AWS_EC2_METADATA_DISABLED="true"
    )
    nameless = {name: value for name, value in nameless.items() if name not in servers.CREDENTIALS}
    nameless["HOME"] = str(old)
    one_line(
        subprocess.run(command, env=nameless, capture_output=True, text=True, check=False),
        "Unable to locate credentials",
    )


# GitHub Pages


@pytest.fixture
def pages(repository) -> Path:
    """The remote of the repository, with an empty history."""
    bare = repository.parent / "pages.git"
    shutil.rmtree(bare)
    git(repository.parent, "init", "--quiet", "--bare", str(bare))
    return bare


def push(repository: Path, folder: Path, **settings: str) -> subprocess.CompletedProcess:
    """Upload the folder from the repository to its remote."""
    return deploy("github", folder, repository, GITHUB_REMOTE="pages", **settings)


def tree(bare: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """The files of the branch."""
    names = git(bare, "ls-tree", "-r", "--name-only", branch).splitlines()
    show = ["git", "-C", str(bare), "cat-file", "blob"]
    return {n: subprocess.run([*show, f"{branch}:{n}"], capture_output=True, check=True).stdout for n in names}


def test_each_upload_to_github_is_one_commit_on_top_and_none_if_nothing_changed(repository, pages, old, new):
    for count, folder in enumerate([old, new, new, old], start=1):
        done = push(repository, folder)
        assert done.returncode == 0, done.stderr
        assert int(git(pages, "rev-list", "--count", "gh-pages")) == min(count, 2 if folder == new else 3)
        assert tree(pages) == contents(folder)
    assert ".nojekyll" in tree(pages)
    first = git(pages, "rev-list", "--max-parents=0", "gh-pages")
    assert git(pages, "merge-base", "gh-pages", first) == first


def test_the_domain_that_the_branch_names_is_kept(repository, pages, old, new, tmp_path):
    assert push(repository, old).returncode == 0
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--branch=gh-pages", str(pages), str(clone))
    (clone / "CNAME").write_text("news.example.org\n")
    git(clone, "add", "CNAME")
    git(clone, "-c", "user.name=GitHub", "-c", "user.email=noreply@example.org", "commit", "--quiet", "-m", "CNAME")
    git(clone, "push", "--quiet")
    assert push(repository, new).returncode == 0
    there = tree(pages)
    assert there.pop("CNAME").strip() == b"news.example.org"
    assert there == contents(new)
    assert "nothing changed" in push(repository, new).stdout


def test_a_remote_that_refuses_keeps_the_old_edition_and_the_next_upload_works(repository, pages, old, new):
    assert push(repository, old).returncode == 0
    hook = pages / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    one_line(push(repository, new), "deploy.mk: the remote pages refused", "pre-receive hook declined")
    assert tree(pages) == contents(old)
    hook.unlink()
    assert push(repository, new).returncode == 0
    assert tree(pages) == contents(new)
    assert git(pages, "rev-list", "--count", "gh-pages") == "2"


def test_a_remote_that_is_not_there_is_told_in_one_line(repository, pages, old):
    shutil.rmtree(pages)
    one_line(push(repository, old), "deploy.mk: the remote pages refused", "fatal")
    git(repository.parent, "init", "--quiet", "--bare", str(pages))


def test_nothing_of_the_editors_own_repository_is_touched(repository, pages, old, new):
    (repository / "draft.txt").write_text("not committed")
    git(repository, "checkout", "--quiet", "--orphan", "gh-pages")
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "my own branch of that name")
    mine = git(repository, "rev-parse", "gh-pages")
    assert push(repository, old).returncode == 0 == push(repository, new).returncode
    assert git(repository, "rev-parse", "HEAD", "gh-pages").splitlines() == [mine, mine]
    assert git(repository, "branch", "--format=%(refname)").splitlines() == ["refs/heads/gh-pages"]
    assert (repository / "draft.txt").read_text() == "not committed"
    git(repository, "symbolic-ref", "HEAD", "refs/heads/main")
    git(repository, "branch", "-D", "gh-pages")


def test_a_branch_that_holds_something_other_than_an_edition_is_not_emptied(repository, pages, old):
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "empty")
    git(repository, "add", "README.md")
    git(repository, "commit", "--quiet", "-m", "the project")
    git(repository, "push", "--quiet", "pages", "HEAD:refs/heads/main")
    before = git(pages, "rev-parse", "main")
    one_line(push(repository, old, GITHUB_BRANCH="main"), "something other than an edition", "README.md")
    assert git(pages, "rev-parse", "main") == before


# all three, through make


@pytest.mark.parametrize(
    ("host", "setting"), [("github", "GITHUB_REMOTE"), ("rsync", "RSYNC_TARGET"), ("s3", "S3_TARGET")]
)
def test_make_without_the_setting_builds_and_uploads_nothing(host, setting, tmp_path):
    done = make(f"deploy-{host}", OUTPUT=tmp_path / "output")
    assert done.returncode == 2, "make's own status for a target that failed"
    assert [line for line in done.stderr.splitlines() if not line.startswith("make")] == [
        line for line in done.stderr.splitlines() if f"deploy.mk: {setting} is not set" in line
    ]
    assert not (tmp_path / "output").exists() and done.stdout == ""


def test_make_uploads_nothing_that_the_checks_refuse(repository, daemon):
    address, www = daemon
    article = repository / "content" / "jining-gaoxinqu.md"
    kept = article.read_text(encoding="utf-8")
    try:
        article.write_text(kept.replace("如今的", "从前的", 1), encoding="utf-8")
        done = make("deploy-rsync", repository, RSYNC_TARGET=f"{address}/edition")
    finally:
        article.write_text(kept, encoding="utf-8")
    assert done.returncode == 2 and "从前的" in done.stderr, done
    assert contents(www) == {}


def test_settings_are_read_from_deploy_mk(repository, daemon):
    address, www = daemon
    (repository / "deploy.mk").write_text(f"RSYNC_TARGET = {address}/edition\n")
    try:
        done = make("deploy-rsync", repository)
    finally:
        (repository / "deploy.mk").unlink()
    assert done.returncode == 0, done.stderr
    assert contents(www / "edition") == contents(repository / "output")
