"""What the tests of hosts share: the servers, the three uploads, and a browser."""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from edition.__main__ import Values
from edition.deploy import HOSTS as UPLOADERS
from edition.deploy import github
from tests.browser import chromium
from tests.conftest import ROOT, make_project
from tests.hosts import servers
from tests.hosts.__main__ import prepare

ALONE = {**servers.CREDENTIALS, "GIT_CONFIG_GLOBAL": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}


def pytest_configure(config) -> None:
    """Let no setting of this machine reach a test, and end where a server is missing."""
    os.environ.update(ALONE)
    if trouble := prepare():
        pytest.exit(trouble, returncode=1)


@pytest.fixture(scope="session")
def browser():
    """A started browser that finds no other machine."""
    with chromium("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as started:
        yield started


@pytest.fixture
def page(browser):
    """A page that has nothing from an earlier one and no service worker: all comes from the host."""
    context = browser.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def make(target: str, project: Path, **variables: object) -> subprocess.CompletedProcess:
    """Run a target of the Makefile with the variables on its command line."""
    command = ["make", "--no-print-directory", target, f"VENV={sys.prefix}"]
    command += [f"{name}={value}" for name, value in variables.items()]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", *ALONE) if name in os.environ}
    options = {"capture_output": True, "text": True, "check": False, "stdin": subprocess.DEVNULL}
    return subprocess.run(command, cwd=project, env=kept, **options)


def deploy(host: str, folder: Path, **values: str) -> str:
    """Upload the folder as it is, as the command does after it has published and checked; return what it tells."""
    return UPLOADERS[host](Values(values))(folder)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Path:
    """A project with its Makefile, as an editor has it; the lock files' times are kept, so that none is installed."""
    folder = make_project(tmp_path_factory.mktemp("checkout") / "project")
    shutil.copy2(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def repository_in(folder: Path) -> Path:
    """Make the folder a git repository with a commit, and with an empty one beside it as its remote "pages"."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "user.name", "An Editor")
    git(folder, "config", "user.email", "editor@example.org")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=a beginning")
    git(folder.parent, "init", "--quiet", "--bare", str(folder.parent / "pages.git"))
    git(folder, "remote", "add", "pages", str(folder.parent / "pages.git"))
    return folder


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Path:
    """A git repository that stands for the project's; its remote is pages.git beside it."""
    (tmp_path / "repository").mkdir()
    monkeypatch.setattr(github, "ROOT", tmp_path / "repository")
    return repository_in(tmp_path / "repository")


def git(folder: Path, *arguments: str) -> str:
    """Run git in the folder and return what it says."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def pushed(checkout, tmp_path_factory) -> Path:
    """The branch that `make deploy-github` pushed, checked out."""
    repository_in(checkout)
    done = make("deploy-github", checkout, GITHUB_REMOTE="pages")
    assert done.returncode == 0, done.stderr
    folder = tmp_path_factory.mktemp("github") / "clone"
    git(folder.parent, "clone", "--quiet", "--branch=gh-pages", str(checkout.parent / "pages.git"), str(folder))
    return folder


@pytest.fixture(scope="session")
def synced(checkout, tmp_path_factory) -> Path:
    """The folder behind the rsync daemon that `make deploy-rsync` copied to."""
    scratch = tmp_path_factory.mktemp("rsync")
    www = scratch / "www"
    www.mkdir()
    with servers.rsync_daemon(www, scratch) as address:
        done = make("deploy-rsync", checkout, OUTPUT=scratch / "output", RSYNC_TARGET=f"{address}/edition")
    assert done.returncode == 0, done.stderr
    return www / "edition"


@pytest.fixture(scope="session")
def uploaded(checkout, tmp_path_factory):
    """The bucket that `make deploy-s3` uploaded to."""
    with servers.s3() as bucket:
        target = {"S3_TARGET": f"s3://{bucket.name}/2026/edition", "S3_ENDPOINT": bucket.address}
        done = make("deploy-s3", checkout, OUTPUT=tmp_path_factory.mktemp("s3") / "output", **target)
        assert done.returncode == 0, done.stderr
        yield bucket


@dataclass
class Host:
    """A host that is up: its name, address, the folder that it serves, and what stops it."""

    name: str
    address: str
    folder: Path
    stop: object


SERVERS = {
    f"{name}{where}": (server, prefix)
    for name, server in {
        "nginx": servers.nginx,
        "Caddy": servers.caddy,
        "python -m http.server": servers.plain,
        "host that redirects .html": servers.stripping,
        "host that sends 404.html": servers.like_pages,
    }.items()
    for where, prefix in {"": "/", " deep": servers.DEEP}.items()
}
# What the three uploads leave, served by the kind of server that readers meet there.
UPLOADS = {
    "deploy-github": ("pushed", partial(servers.like_pages, prefix="/project/")),
    "deploy-rsync": ("synced", partial(servers.nginx, prefix="/")),
}
HOSTS = [*SERVERS, *UPLOADS, "deploy-s3"]


@pytest.fixture
def host(request, site, tmp_path):
    """A host, by its name in HOSTS; it ends with the test at the latest."""
    name = request.param
    with ExitStack() as stack:
        if name in SERVERS:
            server, prefix = SERVERS[name]
            yield Host(name, stack.enter_context(server(site, prefix, tmp_path)), site, stack.close)
        elif name in UPLOADS:
            fixture, server = UPLOADS[name]
            folder = request.getfixturevalue(fixture)
            yield Host(name, stack.enter_context(server(folder, scratch=tmp_path)), folder, stack.close)
        else:
            bucket = request.getfixturevalue("uploaded")
            yield Host(name, f"{bucket.address}/{bucket.name}/2026/edition/index.html", site, bucket.server.shutdown)
