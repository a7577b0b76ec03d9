"""Deploying: a value that is missing or malformed is refused in one line, and the ready files for hosts agree.

What needs a host is tested by `make test-hosts`.
"""

import re
import shutil
import subprocess
import tomllib
from hashlib import sha256

import pytest
import yaml
from bs4 import BeautifulSoup

from edition.__main__ import Values
from edition.bundle.swap import folder_aside
from edition.deploy import HOSTS, common, github, rsync, s3
from edition.faults import Fault
from edition.names import TYPES
from tests.bundle.test_bundle import contents
from tests.conftest import ROOT, put_earlier_bundle, run_edition

READY = ROOT / "edition" / "deploy" / "hosts"
SETTINGS = {"github": "GITHUB_REMOTE", "rsync": "RSYNC_TARGET", "s3": "S3_TARGET"}
MALFORMED = {
    "GITHUB_REMOTE": ["--force", "-o", "two words", "https://github.com/a/b.git"],
    "GITHUB_BRANCH": ["-d", "a b", "a:b", "+main"],
    # Without a folder rsync would write into the home, the root, or all of a daemon's folders.
    "RSYNC_TARGET": [
        *["/", "//", "me@host:", "me@host:/", "me@host:~", "host:~/", "host:.", "host:..", "host:/var/../..", "/.."],
        *["rsync://host", "rsync://host/", "rsync://host/www/..", "example.org", "me@host:/var/www my", "host:/a;id"],
        *["host:$(id)", "--delete", "-e@host:folder", "-e:folder", "host:-x", "me@-oProxyCommand=id:/x"],
    ],
    "S3_TARGET": [
        *["bucket", "s3://", "s3://UPPER", "s3://b", "https://bucket/path", "s3://bucket//", "s3://bucket/../other"],
        *["s3://bucket/two words", "s3://bucket/a//b", "s3://b/?x"],
    ],
    "S3_ENDPOINT": ["example.org", "ftp://example.org", "https://example.org/path", "-x"],
}
SOUND = {
    "RSYNC_TARGET": [
        *["host:edition", "me@host.example:/var/www/edition/", "host:~/www", "/srv/.www", "rsync://host:8873/www"],
        *["rsync://me@host/www/a..b", "host:/srv/版"],
    ],
    "S3_TARGET": ["s3://a-b.c", "s3://bucket/2026/x_y.z/"],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return each name of the table with each of its values."""
    return [(name, value) for name, values in table.items() for value in values]


def prepare(name: str, value: str):
    """Let the host that reads the value of that name look at it, all else being sound."""
    host = next(host for host in SETTINGS if name.startswith(host.upper()))
    return HOSTS[host](Values({"S3_TARGET": "s3://bucket", "GITHUB_REMOTE": "origin", name: value}))


def refusal(command, *arguments) -> Fault:
    """Return the fault that the command raises."""
    with pytest.raises(Fault) as refused:
        command(*arguments)
    return refused.value


@pytest.mark.parametrize("host", SETTINGS)
def test_a_missing_setting_is_refused_in_one_line_before_anything_is_built(project, host):
    done = run_edition(project, f"deploy-{host}")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"{SETTINGS[host]}: ") and "[u-001]" in done.stderr
    assert not (project / "output").exists()


@pytest.mark.parametrize(("name", "value"), cases(MALFORMED))
def test_a_malformed_value_is_refused(name, value):
    fault = refusal(prepare, name, value)
    assert (fault.id, fault.place) == ("u-001", name)


@pytest.mark.parametrize(("name", "value"), cases(SOUND))
def test_a_sound_value_is_taken(name, value, monkeypatch, tmp_path):
    (tmp_path / "rsync").write_text("#!/bin/sh\necho 'rsync  version 3.1.0  protocol version 31'\n")
    (tmp_path / "rsync").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert prepare(name, value).keywords["target"] == value.rstrip("/")


@pytest.mark.parametrize("said", ["", "openrsync: protocol version 29", "rsync  version 3.0.9  protocol version 30"])
def test_an_rsync_that_is_missing_or_too_old_is_told(said, monkeypatch, tmp_path):
    if said:
        (tmp_path / "rsync").write_text(f"#!/bin/sh\necho '{said}'\n")
        (tmp_path / "rsync").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert refusal(prepare, "RSYNC_TARGET", "host:edition").id == "u-002"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A git repository that stands for the project's, and nothing of this machine's settings."""
    monkeypatch.setattr(github, "ROOT", tmp_path)
    for name, value in {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent), "GIT_CONFIG_GLOBAL": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True)


def test_what_git_says_of_the_project_is_told_in_one_line(repository, monkeypatch):
    setups = [("not a git repository", ["--version"]), ("No such remote", ["init", "--quiet"])]
    for words, setup in [*setups, ("ident", ["remote", "add", "origin", "/nowhere"])]:
        repository(*setup)
        fault = refusal(prepare, "GITHUB_REMOTE", "origin")
        assert (fault.id, str(fault).count("\n")) == ("u-003", 0) and words in fault.values["said"]
    with monkeypatch.context() as patch:
        patch.setenv("GIT_DIR", "/nowhere")  # as a hook of another repository's has it
        assert "ident" in refusal(prepare, "GITHUB_REMOTE", "origin").values["said"]
    with monkeypatch.context() as patch:
        patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        patch.setenv("LC_ALL", "zh_CN.UTF-8")
        fault = refusal(prepare, "GITHUB_REMOTE", "origin")
        assert fault.id == "u-005" and f"safe.directory {github.ROOT} " in str(fault)
    monkeypatch.setenv("PATH", "/nowhere")
    assert refusal(prepare, "GITHUB_REMOTE", "origin").id == "u-002"


def test_a_token_in_an_address_is_never_told(repository, site):
    fault = refusal(prepare, "GITHUB_REMOTE", "https://me:TOKEN@example.org/a.git")
    assert "example.org" in str(fault) and "TOKEN" not in repr(fault) + str(fault)
    repository("init", "--quiet")
    repository("config", "user.name", "An Editor")
    repository("config", "user.email", "editor@example.org")
    repository("remote", "add", "origin", "https://me:TOKEN@127.0.0.1:1/a.git?key=TOKEN")
    fault = refusal(prepare("GITHUB_REMOTE", "origin"), site)
    assert fault.id == "u-003" and "127.0.0.1" in str(fault) and "TOKEN" not in str(fault)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("fatal: 'https://TOKEN@a.org/b'", "fatal: 'https://…@a.org/b'"),
        ("http://me:TO@KEN@a.org", "http://…@a.org"),
        ("me:TOKEN@a.org:b", "me:…@a.org:b"),
        ("'https://a.org/b?x=TOKEN' failed", "'https://a.org/b?…' failed"),
        ("git@a.org:b refused: no; why? ask", "git@a.org:b refused: no; why? ask"),
    ],
)
def test_only_what_is_secret_in_an_address_is_left_out(said, told):
    assert common.without_secrets(said) == told


def test_s3_is_told_the_type_of_what_a_theme_adds():
    kinds = {name: s3.headers(name)["ContentType"] for name in ("a.html", "icon.png", "a.pdf", "a.none")}
    assert [*kinds.values()] == [TYPES[".html"], "image/png", "application/pdf", "application/octet-stream"]


@pytest.mark.skipif(not shutil.which("rsync"), reason="rsync is not installed (Debian: apt install rsync)")
def test_the_last_file_of_a_folder_is_removed_too(tmp_path):
    bundle, target = tmp_path / "bundle", tmp_path / "site"
    put_earlier_bundle(bundle)
    sums = bundle / "SHA256SUMS"
    before = sums.read_text("utf-8")
    (bundle / "images").mkdir()
    (bundle / "images" / "a.jpg").write_bytes(b"a")
    sums.write_text(before + f"{sha256(b'a').hexdigest()}  images/a.jpg\n", "utf-8")
    rsync.upload(bundle, str(target))
    assert (target / "images" / "a.jpg").is_file()
    shutil.rmtree(bundle / "images")
    sums.write_text(before, "utf-8")
    assert "1 removed: images/a.jpg" in rsync.upload(bundle, str(target))
    assert not (target / "images" / "a.jpg").exists() and (target / "SHA256SUMS").read_text("utf-8") == before


@pytest.mark.skipif(not shutil.which("rsync"), reason="rsync is not installed (Debian: apt install rsync)")
def test_a_dry_run_changes_nothing_and_a_second_upload_is_refused_before_it_builds(project):
    def files() -> dict[str, bytes]:
        found = contents(project)
        return {name: found[name] for name in found if "__pycache__" not in name and not name.startswith(".cache/")}

    values = {"RSYNC_TARGET": project.parent / "www", "OUTPUT": "deep/output"}
    (project.parent / "www").mkdir()
    before = files()
    for command, told in {
        "html": "would write",
        "zip": "would write dist/",
        "single": "DRY_RUN",
        "deploy-rsync": "would send",
    }.items():
        done = run_edition(project, command, DRY_RUN="yes", **values)
        assert done.returncode == 0 and told in done.stdout, done
        assert files() == before and not contents(project.parent / "www")
        assert not {"deep", "dist", ".deep"} & {path.name for path in project.iterdir()}
    with folder_aside(project / "deep" / "output.upload"):
        done = run_edition(project, "deploy-rsync", **values)
    assert done.returncode == 1 and done.stderr.endswith("[b-013]\n") and files() == before


@pytest.mark.parametrize("upload", [github.upload, rsync.upload, s3.upload])
def test_a_folder_without_a_bundle_is_refused(upload, tmp_path):
    assert (
        refusal(upload, tmp_path / "empty", *["/nowhere", "gh-pages"][: 1 if upload is rsync.upload else 2]).id
        == "b-012"
    )


# the ready files


def header_rules() -> dict[str, dict[str, str]]:
    """Return the headers of _headers by the path that they are for."""
    rules: dict[str, dict[str, str]] = {}
    for line in (READY / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            rule = rules.setdefault(line.strip(), {})
        elif line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rule[name] = value
    return rules


def test_nginx_and_caddy_send_the_headers_that_other_hosts_read():
    everywhere = header_rules()["/*"]
    assert everywhere.keys() == {
        *("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"),
        *("Permissions-Policy", "Cross-Origin-Opener-Policy"),
    }
    immutable = header_rules()["/images/*"]["Cache-Control"]
    nginx = (READY / "nginx.conf").read_text(encoding="utf-8")
    sent = dict(re.findall(r'^\s+add_header (\S+) "?(.*?)"? always;', nginx, re.MULTILINE))
    assert sent.pop("Cache-Control") == "$edition_cache"
    assert sent == everywhere and re.findall(r'edition_cache "(.+)";', nginx) == ["no-cache", immutable]
    caddy = (READY / "Caddyfile").read_text(encoding="utf-8")
    sent = dict(re.findall(r'^\s+header ([A-Z]\S+) "?(.*?)"?$', caddy, re.MULTILINE))
    assert {name: value for name, value in sent.items() if name != "Content-Type"} == everywhere
    assert re.findall(r'header @\w+ Cache-Control "?(.*?)"?$', caddy, re.MULTILINE) == [immutable, "no-cache"]


@pytest.mark.parametrize("name", sorted(path.name for path in READY.iterdir()))
def test_a_host_that_can_send_headers_advises_on_https_and_one_that_cannot_says_so(name):
    text = (READY / name).read_text(encoding="utf-8")
    advised = re.findall(
        r"^\s*# *(?:header |add_header )?Strict-Transport-Security:? max-age=31536000", text, re.MULTILINE
    )
    elsewhere = "The headers are in the bundle: _headers." in " ".join(text.split()).replace("# ", "")
    assert (len(advised), elsewhere or "sends no headers" in text) in [(1, False), (0, True)]


def test_the_headers_policy_forbids_no_page_what_its_own_allows(site):
    def directives(policy: str) -> dict[str, set[str]]:
        parts = (part.split() for part in policy.split(";") if part.strip())
        return {name: set(values) for name, *values in parts}

    sent = directives(header_rules()["/*"]["Content-Security-Policy"])
    pages = sorted(site.rglob("*.html"))
    assert pages
    for path in pages:
        parsed = BeautifulSoup(path.read_bytes(), "html.parser")
        meta = parsed.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        for name, values in directives(meta["content"]).items():
            # An inline style or script that a page names by its hash is inline to the host's policy.
            inline = {"'unsafe-inline'" if value.startswith("'sha256-") else value for value in values}
            assert inline - {"'none'"} <= sent[name], (path.name, name)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "netlify.toml", "wrangler.toml", "pages.yml"])
def test_a_ready_file_begins_with_where_to_put_it(name):
    head = (READY / name).read_text(encoding="utf-8").splitlines()
    first = " ".join(line for line in head[: next(i for i, line in enumerate(head) if not line.startswith("#"))])
    assert re.search(r"(copy this file to|put this into) ", first) and re.search("change|Change", first)


def test_netlify_cloudflare_and_github_build_and_check_the_published_bundle():
    netlify = tomllib.loads((READY / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["command"] == 'make publish SITEURL="$URL" && make check'
    assert netlify["build"]["publish"] == "output" and netlify["build"]["processing"]["skip_processing"] is True
    cloudflare = (READY / "wrangler.toml").read_text(encoding="utf-8")
    assert tomllib.loads(cloudflare)["pages_build_output_dir"] == "output"
    assert re.search(r"make publish SITEURL=https://\S+ && make check", cloudflare)
    workflow = yaml.safe_load((READY / "pages.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "run" in step] == ['make publish SITEURL="$ADDRESS"', "make check"]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert len(uses) == 5 and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", use) for use in uses), "no tag moves"
    assert re.search(r"npx wrangler@\d+\.\d+\.\d+ pages deploy", cloudflare)
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"] == {"path": "output"}
    assert workflow["permissions"] == {"contents": "read"}
