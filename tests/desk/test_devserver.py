"""The servers for drafts and for a folder: they build at each change, tell a fault in one line, and go on."""

import html
import http.client
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from edition.desk import devserver
from edition.desk.devserver import CHANGES, Handler, Preview, serve_folder, serving
from edition.faults import Fault
from tests.browser import chromium
from tests.conftest import ARTICLE, ROOT, copy_tree, make_project
from tests.desk.conftest import Desk

PATIENCE = 60  # seconds; what is waited for takes about one


def wait_for(condition):
    """Wait until the condition holds; fail if it does not in good time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def get(address, path="", host=None, method="GET"):
    """Return status and words of an answer; host: whose server the request says to mean."""
    place = address[len("http://") : -1]
    connection = http.client.HTTPConnection(place, timeout=PATIENCE)
    connection.request(method, f"/{path}", headers={"Host": place if host is None else host})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@contextmanager
def running(project, command, by_make=False, **values):
    """Run a command as make does, or by make, in a project of its own, until the block ends; gives the desk.

    It has the process, make's if it is begun by make, and prints into the file "log".
    """
    desk = Desk(make_project(project))
    environment = {"PATH": os.environ["PATH"], **{f"EDITION_{name}": str(value) for name, value in values.items()}}
    arguments = [sys.executable, "-m", "edition", command]
    if by_make:
        copy_tree(ROOT / "Makefile", project / "Makefile")
        for name in ("requirements/build.lock", "venv/bin/python", "venv/build.stamp"):
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).touch()
        desk.write("venv/bin/python", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        (project / "venv" / "bin" / "python").chmod(0o755)
        arguments = ["make", command, "VENV=venv", *(f"{name}={value}" for name, value in values.items())]
    with (project / "log").open("w") as log:
        begun = {"cwd": project, "env": environment, "stdout": log, "stderr": log, "start_new_session": True}
        desk.process = subprocess.Popen(arguments, **begun)
        try:
            wait_for(lambda: "Ctrl-C ends" in desk.read("log"))
            desk.address = re.search(r"http://127\.0\.0\.1:\d+/|$", desk.read("log"))[0]
            yield desk
        finally:
            with suppress(ProcessLookupError):
                os.killpg(desk.process.pid, signal.SIGKILL)
            desk.process.wait()


def test_a_change_is_shown_a_fault_is_told_and_an_open_page_loads_itself_anew(tmp_path):
    with running(tmp_path / "project", "devserver", PORT=0) as desk, chromium() as browser:
        page = browser.new_page()
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(desk.address)
        desk.edit(ARTICLE, "七个村", "八个村")
        page.get_by_text("八个村").first.wait_for(timeout=PATIENCE * 1000)
        desk.edit("theme/labels/zh-CN.po", 'msgid "跳到正文"\nmsgstr "', 'msgid "跳到正文"\nmsgstr "到正文去')
        wait_for(lambda: "到正文去" in get(desk.address)[1])
        desk.write("content/next.md", "Title: 甲\nDate: 2026-11-23\nStatus: draft\n\n乙。\n")
        wait_for(lambda: "乙。" in get(desk.address, "drafts/next.html")[1])
        desk.write("content/faulty.md", "Title: 丙\nKiker: 丁\nDate: 2026-11-23\nStatus: draft\n\n戊。\n")
        desk.edit("content/next.md", "乙。", "己。")
        wait_for(lambda: "己。" in get(desk.address, "drafts/next.html")[1])
        wait_for(lambda: "content/faulty.md:2: " in desk.read("log").splitlines()[-1])
        (desk.content / "faulty.md").unlink()
        desk.edit(ARTICLE, "## 2 ", "##2 ")
        wait_for(lambda: desk.read("log").splitlines()[-1].startswith(f"{ARTICLE}:"))
        page.get_by_role("alert").wait_for(timeout=PATIENCE * 1000)
        said = desk.read("log").splitlines()[-1]
        assert said.endswith("]") and html.escape(said) in get(desk.address)[1]
        assert "八个村" in get(desk.address)[1], "the pages built before stay"
        assert messages == [], "the policy allows what the server adds, and nothing else was needed"
        desk.edit(ARTICLE, "##2 ", "## 2 ")
        desk.edit("theme/templates/article.html", '{% include "partials/contents.html" %}', "{{ article.contend }}")
        wait_for(lambda: "contend" in desk.read("log"))
        assert desk.read("log").splitlines()[-1].startswith("theme/templates/article.html:")
        assert "location.reload" not in desk.read("preview/index.html"), "what is added is not in the files"
        desk.process.send_signal(signal.SIGTERM)
        assert desk.process.wait(PATIENCE) == 143 and "Traceback" not in desk.read("log")
        assert not list(desk.project.rglob(".*.new"))


@pytest.mark.parametrize("command", ["regenerate", "serve"])
def test_ctrl_c_ends_it_with_nothing_to_read(tmp_path, command):
    (tmp_path / "index.html").write_text("<body>as it is</body>")
    with running(tmp_path / "project", command, PORT=0, OUTPUT=tmp_path) as desk:
        if command == "serve":
            assert get(desk.address)[1] == "<body>as it is</body>"
        else:
            desk.edit(ARTICLE, "七个村", "八个村")
            wait_for(lambda: desk.read("log").count("built") == 2)
            assert desk.address == "" and "八个村" in desk.read("preview/index.html")
        before = desk.read("log")
        desk.process.send_signal(signal.SIGINT)
        assert desk.process.wait(PATIENCE) == 0 and desk.read("log") == before


def test_a_name_that_is_no_text_and_a_folder_that_is_put_back_end_no_watch(tmp_path):
    with running(tmp_path / "project", "devserver", PORT=0) as desk:
        odd = desk.content / "\udcff.md"
        odd.touch()
        wait_for(lambda: "[c-006]" in desk.read("log"))
        assert "[c-006]" in get(desk.address)[1]
        odd.unlink()
        wait_for(lambda: "[c-006]" not in get(desk.address)[1])
        desk.content.rename(tmp_path / "aside")
        wait_for(lambda: 'role="alert"' in get(desk.address)[1])
        shutil.copytree(tmp_path / "aside", desk.content)
        wait_for(lambda: 'role="alert"' not in get(desk.address)[1])
        desk.edit(ARTICLE, "七个村", "八个村")
        wait_for(lambda: "八个村" in get(desk.address)[1])


def is_free(address) -> bool:
    """Whether no server is at the address."""
    with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", int(address[17:-1]))):
        return False
    return True


@pytest.mark.parametrize("command", ["devserver", "serve"])
@pytest.mark.parametrize("by_make, number", [(False, "TERM"), (False, "HUP"), (True, "TERM"), (True, "KILL")])
def test_a_server_that_is_killed_or_whose_make_is_frees_the_port_and_leaves_nothing(tmp_path, command, by_make, number):
    (tmp_path / "index.html").touch()
    number = signal.Signals[f"SIG{number}"]
    with running(tmp_path / "project", command, by_make, PORT=0, OUTPUT=tmp_path) as desk:
        before = {path for path in desk.project.rglob("*") if path.is_file()}
        said = desk.read("log")
        desk.process.send_signal(number)
        assert desk.process.wait(PATIENCE) in (-number, 128 + number)
        wait_for(lambda: is_free(desk.address))
        assert {path for path in desk.project.rglob("*") if path.is_file()} == before
        told = [line for line in desk.read("log").removeprefix(said).splitlines() if not line.startswith("make: ")]
        assert told == []


def test_a_project_of_drafts_is_shown_after_a_build_that_failed_and_one_that_was_killed(desk, monkeypatch):
    monkeypatch.setattr(devserver, "ROOT", desk.project)
    monkeypatch.setattr(devserver, "SETTINGS", desk.settings)
    left = desk.project / ".cache" / ".preview.new" / "preview" / "of a server that was killed"
    left.mkdir(parents=True)
    desk.unsign()
    desk.edit(ARTICLE, "Date: ", "Date：")
    preview = Preview(desk.project / "preview")
    with serving(preview.folder, "0", preview) as address:
        assert preview.build().endswith("[m-004]") and "[m-004]" in get(address)[1]
        assert get(address, CHANGES[1:]) == (200, "1")
        desk.edit(ARTICLE, "Date：", "Date: ")
        assert preview.build() == "preview/: built"
        assert get(address)[0] == 200 and "望潮渡" in get(address, "drafts/wangchao-du.html")[1]
    made = {path.name for path in desk.project.iterdir()} - {"__pycache__"}  # of the settings, where Python keeps one
    assert made == {"content", "preview", ".cache", "settings.py"}
    assert not left.exists()


@pytest.fixture
def folder(tmp_path):
    """A folder to serve, with a file too large for what a system buffers."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("首页", encoding="utf-8")
    (tmp_path / "site" / "large.txt").write_bytes(bytes(30_000_000))
    (tmp_path / "secret.txt").touch()
    return tmp_path / "site"


@pytest.mark.parametrize("preview", [False, True])
def test_whatever_is_asked_is_answered(folder, preview, capfd):
    with serving(folder, "0", preview and Preview(folder)) as address:
        port = address[:-1].rpartition(":")[2]
        for path, status in [("", 200), ("index.html?x", 200), ("none", 404), ("../secret.txt", 404), ("%2e%2e/secret.txt", 404),
                             ("%00", 400), ("%00.html", 400), ("a%00/", 400), ("%ed%a0%80", 400), ("a" * 5_000, 404),
                             (CHANGES[1:], 200 if preview else 404)]:  # fmt: skip
            assert get(address, path)[0] == status, path
        for host, status in [(f"LocalHost:{port}", 200), (f"127.0.0.1:{port}", 200), ("localhost", 200),
                             (f"example.org:{port}", 421), ("localhost.example.org", 421), ("", 421)]:  # fmt: skip
            assert get(address, host=host)[0] == get(address, host=host, method="HEAD")[0] == status, host
    assert capfd.readouterr() == ("", "")


def test_who_sends_nothing_or_half_a_request_holds_nobody_up(folder, capfd):
    with serving(folder, "0") as address, ExitStack() as stack:
        for number in range(60):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", int(address[17:-1]))))
            client.sendall(b"GET / HTTP/1.1\r\nHost"[:number])
        assert "首页" in get(address)[1]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("leaves", [True, False])
def test_who_does_not_read_holds_nobody_up_and_is_left_alone(folder, monkeypatch, leaves, capfd):
    monkeypatch.setattr(Handler, "timeout", 2)
    with serving(folder, "0", Preview(folder)) as address:
        place = address[len("http://") : -1]
        with socket.create_connection(("127.0.0.1", int(place[10:]))) as client:
            client.sendall(f"GET /large.txt HTTP/1.0\r\nHost: {place}\r\n\r\n".encode())
            assert client.recv(12) == b"HTTP/1.0 200"
            assert "首页" in get(address)[1]
            if leaves:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.close()  # with a reset
            wait_for(lambda: not any("process_request" in thread.name for thread in threading.enumerate()))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("id, port", [("v-001", "x"), ("v-001", "70000"), ("v-001", "taken"), ("b-012", "0")])
def test_a_server_that_cannot_begin_says_why(tmp_path, id, port):
    if id != "b-012":
        (tmp_path / "index.html").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Fault) as raised:
        serve_folder(tmp_path, str(taken.getsockname()[1]) if port == "taken" else port)
    assert raised.value.id == id
