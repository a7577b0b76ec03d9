"""The browser that the tests, the bench and the screenshots drive: the system's Chromium.

``python -m tests.browser`` finds it, installs it where it can, else says in one line what to install.
"""

import atexit
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
# Keeps the browser from calling home.
ARGUMENTS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


def find_chromium() -> str | None:
    """Return the path of a Chromium: CHROMIUM from the environment, the system's, or None."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    for name in NAMES:
        if path := shutil.which(name):
            return path
    for name in MAC_APPLICATIONS:
        path = Path("/Applications", f"{name}.app", "Contents", "MacOS", name)
        if path.exists():
            return str(path)
    return None


def find_firefox() -> str | None:
    """Return the path of a Firefox: FIREFOX from the environment, the system's, or None."""
    return os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


def has_chinese_font() -> bool:
    """Return whether the system has a Chinese font, as far as it can tell; other systems than Linux have one."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


def driver_runs() -> bool:
    """Return whether Playwright's driver starts: a Node of its own, for which a small system may lack a library."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def prepare() -> str:
    """Install what is missing where that can be done, and return "" or the one line that says what to install."""
    needed = [] if find_chromium() else ["chromium"]
    needed += [] if has_chinese_font() else ["fonts-noto-cjk"]
    needed += [] if driver_runs() else ["libatomic1"]
    if needed and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "-y", "-qq", *needed], check=False, stdout=subprocess.DEVNULL)
    if not find_chromium():
        return (
            "no Chromium is here: install Chromium or Chrome (Debian: apt install chromium), or set CHROMIUM=/its/path"
        )
    if not has_chinese_font():
        return "no Chinese font is here: install one (Debian: apt install fonts-noto-cjk)"
    if not driver_runs():
        return "Playwright's driver does not start: install what it needs (Debian: apt install libatomic1)"
    return ""


def launch(browser_type: BrowserType, *arguments: str) -> Browser:
    """Start the system's Chromium headless, with further command-line arguments."""
    return browser_type.launch(**options(*arguments))


def options(*arguments: str) -> dict:
    """Return how Playwright starts the system's Chromium."""
    # A container's root has no user namespace, which the sandbox needs.
    return {
        "executable_path": find_chromium(),
        "args": [*ARGUMENTS, *arguments],
        "chromium_sandbox": os.geteuid() != 0,
    }


@cache
def playwright() -> Playwright:
    """Return the one Playwright of this process, ended with it."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


started = cache(lambda *arguments: launch(playwright().chromium, *arguments))


@contextmanager
def chromium(*arguments: str):
    """A browser, started once for all that ask for one like it; what is opened in it is closed with the block."""
    browser = started(*arguments)
    before = browser.contexts
    yield browser
    for context in set(browser.contexts) - set(before):
        context.close()


def wait_until(page: Page, script: str, argument: object = None) -> None:
    """Wait until the function of JavaScript is true; Playwright's own way is forbidden by the pages' policy."""
    for _ in range(600):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it does not become true: {script}")


if __name__ == "__main__":
    trouble = prepare()
    if trouble:
        print(trouble, file=sys.stderr)
    sys.exit(bool(trouble))
