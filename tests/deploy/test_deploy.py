"""Deploying: a setting that is missing or wrong is refused in one line, and the ready files for hosts agree.

What needs a host is tested by `make test-hosts`.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from edition.proof.page import Page
from tests.conftest import ROOT
from tests.hosts import __main__ as hosts

READY = ROOT / "deploy"


def deploy(*arguments: str, project: Path = ROOT, **settings: str) -> subprocess.CompletedProcess:
    """Run the command that the Makefile runs, with nothing but the settings in its environment."""
    command = [sys.executable, "-m", "deploy", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "GIT_CEILING_DIRECTORIES": str(project.parent), **settings}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


# host: (setting, an example that its refusal must give)
SETTINGS = {
    "github": ("GITHUB_REMOTE", "origin"),
    "rsync": ("RSYNC_TARGET", "user@example.org:/var/www/edition"),
    "s3": ("S3_TARGET", "s3://bucket/path"),
}
MALFORMED = [
    *[("github", value) for value in ["--force", "two words", "https://github.com/a/b.git"]],
    # Without a folder rsync would empty the home, the root, or all of a daemon's folders.
    *[("rsync", value) for value in ["/", "//", "me@host:", "me@host:/", "me@host:~", "host:~/", "host:.", "host:.."]],
    *[("rsync", value) for value in ["rsync://host", "rsync://host/", "rsync://host/www/..", "host:/var/../..", "/.."]],
    *[("rsync", value) for value in ["--delete", "example.org", "me@host:/var/www my", "host:/a;id", "host:$(id)"]],
    *[("s3", value) for value in ["bucket", "s3://", "s3://UPPER", "s3://b", "https://bucket/path", "s3://bucket//"]],
    *[("s3", value) for value in ["s3://bucket/../other", "s3://bucket/two words", "s3://bucket/a//b", "s3://b/?x"]],
]
SOUND = [
    *[("rsync", value) for value in ["host:edition", "me@host.example:/var/www/edition/", "host:~/www", "/srv/.www"]],
    *[("rsync", value) for value in ["rsync://host:8873/www", "rsync://me@host/www/a..b", "host:/srv/版"]],
    *[("s3", value) for value in ["s3://a-b.c", "s3://bucket/2026/x_y.z/"]],
]


@pytest.mark.parametrize("host", SETTINGS)
def test_a_missing_setting_is_refused_in_one_line_that_shows_how_to_write_it(host):
    name, example = SETTINGS[host]
    done = deploy(host)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"deploy.mk: {name} is not set: write `{name} = {example}` there")


@pytest.mark.parametrize(("host", "value"), MALFORMED)
def test_a_malformed_setting_is_refused_in_one_line(host, value):
    name, example = SETTINGS[host]
    done = deploy(host, **{name: value})
    assert (done.returncode, done.stdout) == (1, ""), done
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"deploy.mk: {name} cannot be {value!r}: write `{name} = {example}` there")


@pytest.mark.parametrize(("host", "value"), SOUND)
def test_a_sound_setting_is_taken(host, value):
    done = deploy(host, **{SETTINGS[host][0]: value})
    # Without rsync on this machine the one line is about that.
    assert done.returncode == 0 or "not installed" in done.stderr or "delay updates" in done.stderr, done


@pytest.mark.parametrize("value", ["example.org", "ftp://example.org", "https://example.org/path"])
def test_a_malformed_endpoint_is_refused(value):
    done = deploy("s3", S3_TARGET="s3://bucket", S3_ENDPOINT=value)
    assert done.returncode == 1 and done.stderr.startswith(f"deploy.mk: S3_ENDPOINT cannot be {value!r}")


def test_a_project_without_git_and_a_remote_that_git_does_not_know_are_refused_in_one_line(project):
    done = deploy("github", project=project, GITHUB_REMOTE="origin")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "no git repository" in done.stderr
    subprocess.run(["git", "init", "--quiet", str(project)], check=True)
    done = deploy("github", project=project, GITHUB_REMOTE="origin")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "no remote named origin" in done.stderr
    subprocess.run(["git", "-C", str(project), "remote", "add", "origin", "/nowhere"], check=True)
    done = deploy("github", project=project, GITHUB_REMOTE="origin")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "does not know your user.name" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("ftp",), ("s3", "a", "b")])
def test_another_command_is_told_what_to_say(arguments):
    done = deploy(*arguments)
    assert (done.returncode, done.stdout) == (
        2,
        "",
    ) and done.stderr == "say: python -m deploy github|rsync|s3 [FOLDER]\n"


def test_a_folder_without_a_bundle_is_refused(tmp_path):
    done = deploy("s3", str(tmp_path), S3_TARGET="s3://bucket")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and "no bundle is here" in done.stderr


@pytest.mark.parametrize("host", SETTINGS)
def test_make_looks_at_the_settings_then_publishes_then_checks_then_uploads(host):
    command = ["make", "--dry-run", "--no-print-directory", f"deploy-{host}", "OUTPUT=/somewhere/site"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    steps = [match[0] for line in lines if (match := re.search(r"-m deploy .*| publish$| check SITE=.*", line))]
    there = '"/somewhere/site"'
    assert steps == [f"-m deploy {host}", " publish", f" check SITE={there}", f"-m deploy {host} {there}"]


def test_where_the_tests_of_hosts_cannot_install_a_server_they_say_in_one_line_which(monkeypatch):
    monkeypatch.setattr(hosts, "NEEDED", {"no-such-server": "its-package", Path(sys.executable).name: "python"})
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert hosts.prepare() == (
        "no-such-server: not installed here: install what is named (Debian: apt install its-package)"
    )


# the ready files


def header_rules() -> dict[str, dict[str, str]]:
    """Return the headers of deploy/_headers by the path that they are for."""
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
    assert set(everywhere) == {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}
    immutable = header_rules()["/images/*"]["Cache-Control"]
    nginx = (READY / "nginx.conf").read_text(encoding="utf-8")
    sent = dict(re.findall(r'^\s+add_header (\S+) "?(.*?)"? always;', nginx, re.MULTILINE))
    assert sent.pop("Cache-Control") == "$edition_cache"
    assert sent == everywhere and re.findall(r'edition_cache "(.+)";', nginx) == ["no-cache", immutable]
    caddy = (READY / "Caddyfile").read_text(encoding="utf-8")
    sent = dict(re.findall(r'^\s+header ([A-Z]\S+) "?(.*?)"?$', caddy, re.MULTILINE))
    assert {name: value for name, value in sent.items() if name != "Content-Type"} == everywhere
    assert re.findall(r'header @\w+ Cache-Control "?(.*?)"?$', caddy, re.MULTILINE) == [immutable, "no-cache"]


def test_the_headers_policy_forbids_no_page_what_its_own_allows(site):
    def directives(policy: str) -> dict[str, set[str]]:
        parts = (part.split() for part in policy.split(";") if part.strip())
        return {name: set(values) for name, *values in parts}

    sent = directives(header_rules()["/*"]["Content-Security-Policy"])
    pages = sorted(site.rglob("*.html"))
    assert pages
    for path in pages:
        meta = Page.load(path).soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        for name, values in directives(meta["content"]).items():
            # An inline style or script that a page names by its hash is inline to the host's policy.
            inline = {"'unsafe-inline'" if value.startswith("'sha256-") else value for value in values}
            assert inline - {"'none'"} <= sent[name], (path.name, name)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile", "netlify.toml", "wrangler.toml", "pages.yml"])
def test_a_ready_file_begins_with_where_to_put_it(name):
    head = (READY / name).read_text(encoding="utf-8").splitlines()
    first = " ".join(line for line in head[: next(i for i, line in enumerate(head) if not line.startswith("#"))])
    assert re.search(r"(copy this file to|put this into) ", first) and re.search("change|Change", first)
    if "CHANGE" in first:
        assert (
            sum("# CHANGE: " in line for line in head)
            == {"three": 3, "four": 4}[re.search("(three|four) lines", first)[1]]
        )


def test_netlify_cloudflare_and_github_build_and_check_the_published_bundle():
    netlify = tomllib.loads((READY / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["command"] == 'make publish SITEURL="$URL" && make check'
    assert netlify["build"]["publish"] == "output" and netlify["build"]["processing"]["skip_processing"] is True
    cloudflare = (READY / "wrangler.toml").read_text(encoding="utf-8")
    assert tomllib.loads(cloudflare)["pages_build_output_dir"] == "output"
    assert re.search(r"make publish SITEURL=https://\S+ && make check", cloudflare)
    workflow = yaml.safe_load((READY / "pages.yml").read_text(encoding="utf-8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs == ['make publish SITEURL="$ADDRESS"', "make check"]
    uses = [step["uses"] for step in steps if "uses" in step]
    assert len(uses) == 5 and all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", use) for use in uses)
    (upload,) = [step for step in steps if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"] == {"path": "output"}
    assert workflow["permissions"] == {"contents": "read"}
