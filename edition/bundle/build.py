"""Why: Pelican exits 0 after faults, spreads one over many lines, and writes into the folder that readers see.

A build writes a bundle aside, proves each page of it, and only then puts it in the output's place. Whatever is wrong
ends in one line, and the earlier bundle stands.
"""

import errno
import logging
import sys
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.log import console

from edition.article.head import head_of, slug_of
from edition.article.reader import status_of
from edition.bundle import host_files, offline
from edition.bundle.ours import Plan, bundle_in, check_place, report, some
from edition.bundle.settings import Settings, checked_settings
from edition.bundle.swap import folder_aside, put_in_place
from edition.faults import ROOT, Fault, Faults, shown
from edition.names import SOURCE_VIEW
from edition.proof.prove import Job, Proof, prove
from edition.source.account import orders_by_page
from edition.source.order import awaits_review, order_of
from edition.workers import CHUNK, FEW, Workers, progress


@dataclass
class Built:
    """What a build made: the proof of each page, how much a reader's device keeps, notes for the editor."""

    proofs: dict[str, Proof] = field(default_factory=dict)
    kept: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What was proven, in one line, and the notes, a line each."""
        proofs = self.proofs.values()
        lines, sections, captions, breaks = (
            sum(getattr(proof, name) for proof in proofs) for name in ("lines", "sections", "captions", "breaks")
        )
        return (
            f"{len(proofs)} page(s); {lines} source lines stand once each, in reading order, in "
            f"{sections} sections with {captions} captions; {breaks} breaks of the source are marked; "
            + "\n".join([self.kept, *self.notes])
        )


def build(output: Path, *, settings: str, address: str = "", keep_offline: bool = True, dry_run: bool = False) -> Built:
    """Build the bundle and put it in output's place in one step; return what was made.

    settings: the name of the project's file of settings. address: of the bundle on the web, "" where it is not known.
    keep_offline: whether readers' devices keep it for reading without a network; False withdraws what they have kept.
    dry_run: leave output as it is, and note what would be changed there. Raises Fault or Faults for what stops the build and for whatever the proof finds, and leaves output as it was.
    """
    check_output(output)
    with folder_aside(output) as new:
        built = write_bundle(new, settings=settings, address=address, keep_offline=keep_offline, earlier=output)
        plan = Plan(bundle_in(new), bundle_in(output))
        if dry_run:
            built.notes.append(report(shown(output), plan.changed, plan.stale, dry_run=True, do="write"))
            return built
        put_in_place(new, output)
    if plan.stale:
        built.notes.append(f"removed {len(plan.stale)} file(s) of the earlier bundle: {some(plan.stale)}")
    return built


def write_bundle(new: Path, *, settings: str, address: str, keep_offline: bool, earlier: Path | None = None) -> Built:
    """Write a bundle into the folder new and prove it; parameters and faults as in build.

    earlier: a bundle whose compressed twins are taken where they hold the same; None to write no twins.
    """
    with Workers() as workers:
        pelican = checked_settings(settings, address, OUTPUT_PATH=str(new), WORKERS=workers)
        early = EarlyProof(new, str(pelican["DEFAULT_LANG"]), workers, Path(str(pelican["PATH"])))
        with signals.content_written.connected_to(early.add):
            day = run_pelican(pelican)
        offline.write_offline_files(new, str(pelican["SITENAME"]), str(pelican["DEFAULT_LANG"]), enabled=keep_offline)
        host_files.finish(new, day, earlier)
        proofs = {proof.job.name: proof for proof in early.proofs()}
    faults = [fault for proof in proofs.values() for fault in proof.faults]
    faults += lost_links(new, proofs)
    content = Path(str(pelican["PATH"]))
    faults += orders_without_page(content, proofs.values())
    if faults:
        raise Faults(faults)
    return Built(proofs, offline.report(new), list(notes(content, proofs.values())))


def check_output(output: Path) -> None:
    """Raise Fault unless nothing but an earlier bundle would be replaced at output."""
    inside = [ROOT / name for name in ("content", "theme", "edition", "tests", ".git", ".ci")]
    if ROOT.is_relative_to(output) or any(output.is_relative_to(path) for path in inside):
        raise Fault("b-006", output)
    check_place(output)


# ----- Pelican


class RaiseFault(logging.Handler):
    """Turn the first warning or error that Pelican logs into a Fault."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise the Fault that the record reports, or one that quotes the record."""
        cause = sys.exc_info()[1]
        raise fault_of(cause) if cause is not None else Fault("b-008", ROOT, said=record.getMessage())


@contextmanager
def pelican_logs_raise() -> Iterator[None]:
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


def fault_of(error: BaseException) -> Fault | Faults:
    """Return the Fault or Faults that error is or came from; any other error, placed at the project's line that met it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (Fault, Faults)):
            return cause
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Fault("b-009", "the disk", said=error.strerror)
    if isinstance(error, OSError) and error.filename:
        return Fault("b-010", error.filename, said=error.strerror or str(error))
    said = f"{type(error).__name__}: {error}"
    ours = [ROOT / name for name in ("theme", "pelicanconf.py", "publishconf.py", "edition")]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if any(Path(frame.filename).is_relative_to(path) for path in ours):
            return Fault("b-011", frame.filename, frame.lineno, said=said)
    return Fault("b-011", ROOT, said=said)


def run_pelican(settings: Settings) -> date:
    """Let Pelican write the pages; return the day of the newest article. Its first warning is raised as a Fault."""
    days: list[date] = []

    def note_days(generator) -> None:  # type: ignore[no-untyped-def]  # Pelican has no types
        articles = [*generator.articles, *generator.hidden_articles, *generator.drafts]
        days.extend(article.date.date() for article in articles)

    with signals.article_generator_finalized.connected_to(note_days), pelican_logs_raise():
        Pelican(settings).run()
    return max(days)


# ----- the proof


class EarlyProof:
    """Proves pages while Pelican writes the next ones."""

    def __init__(self, bundle: Path, lang: str, workers: Workers, content: Path) -> None:
        self.bundle, self.lang, self.workers, self.content = bundle, lang, workers, content
        self.orders = orders_by_page(content / "source")
        self.prove = partial(prove, bundle)
        self.names: set[str] = set()
        self.jobs: list[Job] = []
        self.begun: list[Future[list[Proof]]] = []

    def add(self, path: str, context: dict[str, object]) -> None:
        """Take note of a page that was written (Pelican's signal content_written); begin when there are enough."""
        name = Path(path).relative_to(self.bundle).as_posix()
        # Pelican sends the signal again for a page that it has left as it was, such as a list in the place of an article.
        if not name.endswith(".html") or name in self.names:
            return
        self.names.add(name)
        self.jobs.append(self.job(name, context.get("article")))
        if len(self.jobs) >= (CHUNK if self.begun else FEW):
            self.begun.append(self.workers.submit(self.prove, self.jobs))
            self.jobs = []

    def job(self, name: str, article: Any) -> Job:
        """Return the job of a page of that name that shows Pelican's article, or None."""
        if article is None:
            return Job(name, self.lang)
        markdown, lang, source = Path(article.source_path), article.language, getattr(article, "source", "")
        if not source:
            return Job(name, lang, markdown)
        signed, drafts = self.orders.get(Path(source).name, ([], []))
        order = order_of(self.content, article.slug)
        if name.endswith(SOURCE_VIEW):
            return Job(name, lang, order=order, view=True)
        return Job(name, lang, markdown, order, tuple(signed), not drafts)

    def proofs(self) -> Iterator[Proof]:
        """Yield the proof of every page."""
        total = len(self.begun) * CHUNK
        begun = (proof for future in self.begun for proof in future.result())
        yield from progress(begun, total, "Proving the pages" if total else "")
        yield from map(self.prove, self.jobs)


def lost_links(bundle: Path, proofs: dict[str, Proof]) -> list[Fault]:
    """Return a fault for each link that leads to no file of the bundle, or to no place on its page."""
    faults = []
    for name, proof in proofs.items():
        for link in proof.links:
            there = (bundle / link.path).is_file()
            lost = link.fragment and link.path in proofs and link.fragment not in proofs[link.path].ids
            if not there or lost:
                id = "r-013" if there else "r-012"
                faults.append(Fault(id, name, None, address=link.address, element=link.element, target=link.path))
    return faults


def orders_without_page(content: Path, proofs: Iterable[Proof]) -> list[Fault]:
    """Return a fault for each reading order that no page is proven against: a reviewed one, or one of no draft."""
    orders = set((content / "source").glob("[!.]*.order")) - {proof.job.order for proof in proofs}
    slugs = {slug_of(path, head_of(path)) for path in content.rglob("[!.]*.md") if orders}
    return [Fault("p-015", order) for order in sorted(orders) if order.stem not in slugs or not awaits_review(order)]


def notes(content: Path, proofs: Iterable[Proof]) -> Iterator[str]:
    """Yield what the editor should know: what was left out, and which article is proven against no source."""
    published = {proof.job.article for proof in proofs}
    for proof in proofs:
        if proof.job.article and not proof.job.order:
            yield f"{proof.job.name}: fidelity to a source was not checked: the article names none"
        yield from (line for line in proof.account if "," in line)  # one article that takes all says it above
    for path in sorted(set(content.rglob("[!.]*.md")) - published):
        head = head_of(path)
        if status_of(path, head, content) == "draft":
            unsigned = head.values.get("status") != "draft"
            why = f"nobody has signed its reading order as it is: make sign SLUG={slug_of(path, head)}"
            yield f"{path.name}: left out: {why if unsigned else 'its Status is draft'}"
