"""Why: Pelican exits 0 after faults, spreads one over many lines, and writes into the folder that readers see.

``python -m edition.bundle.build --settings FILE --output FOLDER`` builds aside, lets the checks read the new bundle,
and only then puts it in the output's place. Whatever is wrong ends in one line and a non-zero exit status, and
the earlier bundle stands.
"""

import argparse
import ast
import errno
import logging
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, TemplateSyntaxError, nodes
from pelican import Pelican, signals
from pelican.log import console
from pelican.settings import DEFAULT_CONFIG, read_settings

from edition.article.head import PLACEHOLDER
from edition.bundle import host_files, offline
from edition.bundle.swap import folder_aside, put_in_place
from edition.check import bundle
from edition.check.examination import PageReport, examine
from edition.check.report_cache import ReportCache
from edition.faults import ROOT, Fault, suggestion
from edition.workers import CHUNK, FEW, Workers, progress

# What Pelican 4.12 reads and has no default for (its documentation, "Settings").
SETTINGS_WITHOUT_DEFAULT = frozenset(
    "AUTHOR CATEGORY_FEED_RSS DEFAULT_DATE FEED_ALL_RSS FEED_ATOM FEED_DOMAIN FEED_RSS SITESUBTITLE "
    "SUMMARY_MAX_PARAGRAPHS TAG_FEED_ATOM TAG_FEED_RSS TIMEZONE TRANSLATION_FEED_RSS".split()
)
# In ASCII, with no empty part, and no step up (RFC 3986, 3.2.2 and 3.3; host names: RFC 1123, 2.1).
WEB_FOLDER = re.compile(
    r"https?://[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]+)?"
    r"(/(?!\.\.?(/|$))([A-Za-z0-9._~+-]|%[0-9A-Fa-f]{2})+)*"
)


class RaiseFault(logging.Handler):
    """Turn the first warning or error that Pelican logs into a Fault."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise the Fault that the record reports, or one that quotes the record."""
        cause = sys.exc_info()[1]
        if cause is not None:
            raise fault_of(cause)
        raise Fault(ROOT, None, f"Pelican warns: {record.getMessage()}", "mend what it names")


@contextmanager
def pelican_logs_raise():
    """Within the block, a warning of Pelican's raises a Fault, and Pelican prints nothing."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = [RaiseFault(logging.WARNING)]
    root.setLevel(logging.WARNING)
    console.quiet = True
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        console.quiet = False


def fault_of(error: BaseException) -> Fault:
    """Return the Fault that error is or came from; any other error, placed at the project's line that met it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Fault):
            return cause
        cause = cause.__cause__ or cause.__context__
    wrong = f"{type(error).__name__}: {error}"
    mend = "mend it there; DEBUG=1 shows the whole traceback"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Fault("the disk", None, error.strerror, "make room where OUTPUT is, and build again")
    if isinstance(error, OSError) and error.filename:
        return Fault(error.filename, None, error.strerror or str(error), "see that it can be read and written")
    ours = [ROOT / name for name in ("theme", "pelicanconf.py", "publishconf.py", "plugins")]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(Path(frame.filename).is_relative_to(path) for path in ours):
            return Fault(frame.filename, frame.lineno, wrong, mend)
    return Fault(ROOT, None, wrong, "DEBUG=1 shows the whole traceback")


def check_settings(settings_file: Path) -> None:
    """Raise Fault for settings that are no Python, and for one that neither Pelican nor a template reads.

    Pelican ignores a misspelt setting without a word.
    """
    templates = ROOT / "theme" / "templates"
    known = {*DEFAULT_CONFIG, *SETTINGS_WITHOUT_DEFAULT, *template_names(templates)}
    known |= {f"{path.stem.upper()}_SAVE_AS" for path in templates.iterdir()}  # of DIRECT_TEMPLATES
    for path in dict.fromkeys([settings_file, ROOT / "pelicanconf.py"]):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise Fault(path, error.lineno, error.msg, "mend the settings") from error
        for node in ast.walk(tree):
            is_setting = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id.isupper()
            if is_setting and node.id not in known:
                raise Fault(path, node.lineno, f"{node.id} is no setting", suggestion(node.id, known, "drop it"))


def checked_settings(settings_file: Path, override: dict) -> dict:
    """Return the settings in the file with some overridden; raise Fault for one that means nothing."""
    check_settings(settings_file)
    settings = read_settings(str(settings_file), override=override)
    check_address(settings["SITEURL"])
    return settings


def template_names(templates: Path) -> set[str]:
    """Return the variables that the templates name; raise Fault for one that is no Jinja or links as articles do."""
    names = set()
    for path in sorted(path for path in templates.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        try:
            names |= {name.name for name in Environment().parse(text).find_all(nodes.Name)}
        except TemplateSyntaxError as error:
            raise Fault(path, error.lineno, error.message, "mend the template") from error
        for number, line in enumerate(text.splitlines(), start=1):
            if match := PLACEHOLDER.search(line):
                raise Fault(path, number, f"{match[0]} is not replaced in a template", "write {{ SITEURL }}/")
    return names


def check_output(output: Path) -> None:
    """Raise Fault unless nothing but an earlier bundle would be replaced at output."""
    inside = [ROOT / name for name in ("content", "theme", "plugins", "tests", ".git", ".ci")]
    if ROOT.is_relative_to(output) or any(output.is_relative_to(path) for path in inside):
        raise Fault(output, None, "the bundle would replace the project's own files", "name another folder as OUTPUT")
    if output.is_dir() and not any(output.iterdir()):
        return
    page = output / "index.html"
    if output.exists() and not (page.is_file() and b"data-edition=" in page.read_bytes()):
        raise Fault(output, None, "something other than a bundle is here", "name a new or empty folder as OUTPUT")


class EarlyExamination:
    """Examines pages while Pelican writes the next ones, those that the cache does not know."""

    def __init__(self, site: Path, workers: Workers, cache: ReportCache) -> None:
        self.site = site
        self.cache = cache
        self.workers = workers
        self.names: list[str] = []
        self.futures: list[Future] = []

    def add(self, path: str, **_) -> None:
        """Take note of a page that was written (Pelican's signal content_written); begin when there are enough."""
        name = Path(path).relative_to(self.site).as_posix()
        if not name.endswith(".html") or self.cache.find(self.site, name):
            return
        self.names.append(name)
        if len(self.names) >= (CHUNK if self.futures else FEW):
            function = partial(examine, self.site, self.cache.sources)
            self.futures.append(self.workers.submit(function, self.names))
            self.names = []

    def reports(self) -> Iterator[PageReport]:
        """Return the reports that the cache had, and those on the pages that were begun."""
        begun = (page for future in self.futures for page in future.result())
        total = len(self.futures) * CHUNK
        return chain(self.cache.found.values(), progress(begun, total, "Checking the pages" if total else ""))


def check_address(address: str) -> None:
    """Raise Fault unless address, the setting SITEURL, is empty or the address of a folder on the web (RFC 3986).

    It is printed into pages, feed and sitemap as it stands.
    """
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        sound = sound and WEB_FOLDER.fullmatch(address)
    except ValueError:
        sound = False
    if address and not sound:
        wrong = f"{address} is not the address of a folder on the web"
        raise Fault("SITEURL", None, wrong, "write it like https://example.org/path, in ASCII, without ? or #")


def run_pelican(settings: dict) -> date:
    """Let Pelican write the pages; return the day of the newest article. Its first warning is raised as a Fault."""
    days = []

    def note_days(generator) -> None:
        days.extend(article.date.date() for article in [*generator.articles, *generator.hidden_articles])

    signals.article_generator_finalized.connect(note_days)
    try:
        with pelican_logs_raise():
            Pelican(settings).run()
    finally:
        signals.article_generator_finalized.disconnect(note_days)
    return max(days)


def build(
    settings_file: Path, output: Path, *, keep_offline: bool = True, cache_folder: Path | None = None
) -> tuple[list[str], str]:
    """Build the bundle and put it in output's place in one step.

    keep_offline: whether readers' devices keep it for reading without a network; False withdraws what they have kept.
    cache_folder: where the reports on sound pages are kept for the next build; None to examine every page.
    Returns, a sentence each, what the checks find wrong with it, and in one line what it holds.
    Where they find something, output is left as it was. Raises Fault for what stops the build.
    """
    check_output(output)
    with folder_aside(output) as aside, Workers() as workers:
        new = aside / output.name
        settings = checked_settings(settings_file, {"OUTPUT_PATH": str(new), "WORKERS": workers})
        sources = Path(settings["PATH"]) / "source"
        cache = ReportCache(cache_folder, sources)
        early = EarlyExamination(new, workers, cache)
        with signals.content_written.connected_to(early.add):
            day = run_pelican(settings)
        offline.write_offline_files(new, enabled=keep_offline)
        host_files.finish(new, output, day)
        built = bundle.check(new, sources, known=early.reports(), workers=workers)
        held = built.summary + (f"; {len(cache.found)} are as an earlier build proved them" if cache.found else "")
        cache.keep(built.pages.values())
        if not built.sentences:
            put_in_place(new, output)
    return built.sentences, held


def stop(number: int, frame) -> None:
    """End the process as the signal asks, after the cleaning up that a kill would leave undone."""
    sys.exit(128 + number)


def exit_status(command: Callable[[], tuple[list[str], str]]) -> int:
    """Run the command and print the sentences that it returns, else the one line that it returns beside them.

    What stops it is printed in one line. Returns the exit status: 0, 1 for sentences or a fault, 130 for Ctrl-C;
    SIGTERM and SIGHUP end the process with 143 and 129.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        sentences, done = command()
    except KeyboardInterrupt:
        print("interrupted: what was built before stands whole", file=sys.stderr)
        return 130
    except Exception as error:
        if os.environ.get("DEBUG"):
            raise
        print(fault_of(error), file=sys.stderr)
        return 1
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    if not sentences:
        print(done)
    return 1 if sentences else 0


def main() -> int:
    """Build as the command line says and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m edition.bundle.build", description="Build the bundle, whole or not at all."
    )
    parser.add_argument("--settings", type=Path, required=True, help="pelicanconf.py or publishconf.py")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write")
    parser.add_argument("--offline", choices=["yes", "no"], default="yes", help="no: withdraw readers' offline copies")
    parser.add_argument("--cache", type=Path, help="a folder that keeps what need not be examined again")
    arguments = parser.parse_args()

    def command() -> tuple[list[str], str]:
        settings, output = (ROOT / arguments.settings).resolve(), arguments.output.resolve()
        cache = arguments.cache and arguments.cache.resolve()
        sentences, held = build(settings, output, keep_offline=arguments.offline == "yes", cache_folder=cache)
        return sentences, f"{arguments.output}: {held}"

    return exit_status(command)


if __name__ == "__main__":
    sys.exit(main())
