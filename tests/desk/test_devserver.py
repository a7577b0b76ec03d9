"""The server for drafts, as a real process: it builds again at each change, tells a fault in one line, and goes on."""

import html
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.browser import chromium
from tests.conftest import ROOT

ARTICLE = "content/jining-gaoxinqu.md"
PATIENCE = 30  # seconds; what is waited for takes about one


class Server:
    """A running server: its process, its address, and the lines that it printed."""

    def __init__(self, project, *arguments):
        self.project = project
        self.log = project / "log.txt"
        command = [sys.executable, "-m", "edition.desk.devserver", *arguments]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=project, env={"PATH": "/usr/bin:/bin"}, stdout=log, stderr=subprocess.STDOUT
            )
        wait_for(lambda: "watching" in self.text)
        self.address = re.search(r"http://127\.0\.0\.1:\d+/", self.text + "http://127.0.0.1:0/")[0]

    @property
    def text(self):
        """What it printed so far."""
        return self.log.read_text(encoding="utf-8")

    def page(self, name=""):
        """Return a page as it is served."""
        with urllib.request.urlopen(self.address + name, timeout=PATIENCE) as answer:
            return answer.read().decode()


def wait_for(condition):
    """Wait until the condition holds; fail if it does not in good time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def edit(path, old, new):
    """Replace words of a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def server(project):
    """The server of the project, at a port that is free."""
    started = Server(project, "--port=0")
    yield started
    started.process.kill()
    started.process.wait()


def test_a_change_of_words_or_look_is_shown_without_a_restart(server):
    assert "31栋标" in server.page()
    edit(server.project / ARTICLE, "31栋标", "32栋标")
    wait_for(lambda: "32栋标" in server.page())
    edit(server.project / "theme" / "templates" / "base.html", "跳到正文", "到正文去")
    wait_for(lambda: "到正文去" in server.page())
    (server.project / "content" / "next.md").write_text("Title: 甲\nDate: 2026-11-23\nStatus: draft\n\n乙。\n")
    wait_for(lambda: server.text.count("built") == 4)
    assert "乙。" in server.page("drafts/next.html")


def test_a_fault_is_one_line_on_terminal_and_page_and_the_server_recovers(server):
    edit(server.project / ARTICLE, "## 2 ", "##2 ")
    line = next(i for i, text in enumerate((server.project / ARTICLE).read_text().splitlines(), 1) if "##2" in text)
    wait_for(lambda: "##2" in server.text)
    said = server.text.splitlines()[-1]
    assert said.startswith(f"{ARTICLE}:{line}: ") and "write `## `" in said
    assert "Traceback" not in server.text and len([x for x in server.text.splitlines() if "##2" in x]) == 1
    page = server.page()
    assert html.escape(said) in page and "31栋标" in page, "the pages built before stay"
    edit(server.project / ARTICLE, "##2 ", "## 2 ")
    wait_for(lambda: server.text.rstrip().endswith("preview/: built"))
    assert 'role="alert"' not in server.page()


def test_a_fault_from_the_start_is_shown_and_mended(project):
    edit(project / ARTICLE, "Date: ", "Date：")
    server = Server(project, "--port=0")
    try:
        assert f"{ARTICLE}:6: " in server.text and f"{ARTICLE}:6: " in server.page()
        edit(project / ARTICLE, "Date：", "Date: ")
        wait_for(lambda: "31栋标" in server.page())
    finally:
        server.process.kill()
        server.process.wait()


def test_a_fault_in_a_template_is_one_line_too(server):
    edit(
        server.project / "theme" / "templates" / "article.html",
        '{% include "partials/contents.html" %}',
        "{{ article.contend }}",
    )
    wait_for(lambda: "contend" in server.text)
    assert server.text.splitlines()[-1].startswith("theme/templates/article.html:") and "Traceback" not in server.text


def test_an_open_page_loads_itself_anew_under_the_pages_own_policy(server):
    with chromium() as browser:
        page = browser.new_page()
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(server.address)
        edit(server.project / ARTICLE, "31栋标", "32栋标")
        page.get_by_text("32栋标").first.wait_for(timeout=PATIENCE * 1000)
        edit(server.project / ARTICLE, "## 2 ", "##2 ")
        page.get_by_role("alert").wait_for(timeout=PATIENCE * 1000)
        assert messages == [], "the policy allows what the server adds, and nothing else was needed"


def test_the_pages_in_preview_are_those_of_the_build(server):
    assert "location.reload" in server.page()
    assert "location.reload" not in (server.project / "preview" / "index.html").read_text(encoding="utf-8")


def test_ctrl_c_ends_it_with_nothing_to_read(server):
    before = server.text
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(PATIENCE) == 0
    assert server.text.removeprefix(before).strip() == ""
    assert not list(server.project.glob(".preview-*"))
    with pytest.raises(urllib.error.URLError):
        server.page()


def test_it_builds_without_a_server_where_that_is_asked_for(project):
    server = Server(project, "--no-server")
    try:
        assert "http" not in server.text
        edit(project / ARTICLE, "31栋标", "32栋标")
        wait_for(lambda: "32栋标" in (project / "preview" / "index.html").read_text(encoding="utf-8"))
    finally:
        server.process.kill()
        server.process.wait()


@pytest.mark.parametrize("port", ["x", "70000", "-1", "taken"])
def test_a_port_that_cannot_be_had_is_told_in_one_line(server, port):
    port = server.address.rpartition(":")[2].strip("/") if port == "taken" else port
    command = [sys.executable, "-m", "edition.desk.devserver", f"--port={port}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"PORT={port}: ") and done.stderr.count("\n") == 1
