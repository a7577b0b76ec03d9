"""The proof of one page, in a worker process or here: what it finds is small, and the page is forgotten."""

from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from edition.faults import Fault
from edition.proof.compare import compare
from edition.proof.markdown import compare_with_markdown
from edition.proof.page import Page, read_page
from edition.proof.rules import Link, ids_of, links_of, rule_faults
from edition.source.account import account
from edition.source.order import ReadingOrder, quote, read_order
from edition.source.pieces import GAP, without_space


@dataclass(frozen=True, slots=True)
class Job:
    """A page to prove. name: its path in the bundle. article: the Markdown that it shows, None for a list.

    order: the article's reading order, None where it names no source page. sharing: every signed order of that page.
    complete: whether no draft shares it. lang: the language that the page should say. view: whether it is the 核对页 of
    the order's article instead.
    """

    name: str
    lang: str
    article: Path | None = None
    order: Path | None = None
    sharing: tuple[Path, ...] = ()
    complete: bool = True
    view: bool = False


@dataclass(slots=True)
class Proof:
    """What the proof of one page found.

    lines: how many lines of its source stand on it, each once. sections, captions, breaks: how many it has.
    links: to other files. ids: on the page. said: what the edition says in its own name, a line each block.
    account: who takes which lines of the source page, told by the first of the articles that share it.
    """

    job: Job
    faults: list[Fault]
    lines: int = 0
    sections: int = 0
    captions: int = 0
    breaks: int = 0
    links: list[Link] = field(default_factory=list)
    ids: frozenset[str] = frozenset()
    said: list[str] = field(default_factory=list)
    account: list[str] = field(default_factory=list)

    @property
    def in_one_file(self) -> str:
        """What was proven of an edition in one file, in words."""
        compared = "was compared with it" if self.lines else "is not known"
        return f"one file; {self.sections} sections, {self.captions} captions; its source page {compared}"


def prove(bundle: Path, job: Job) -> Proof:
    """Return the proof of a page in the folder bundle: its words, and the rules of its markup."""
    try:
        page = read_page((bundle / job.name).read_text(encoding="utf-8"))
    except RecursionError:
        return Proof(job, [Fault("r-001", job.name)])
    links, faults = links_of(page, job.name)
    faults += rule_faults(page, job.name, job.lang)
    order: ReadingOrder | None = None
    accounted: list[str] = []
    try:
        if job.order:
            order = read_order(job.order)
            faults += view_faults(page, order, job.name, alone=job.view)
        if order and not job.view:
            wrong, accounted = account_of(order, job)
            faults += wrong
        faults += [] if job.view else word_faults(page, job, order)
    except Fault as fault:
        faults.append(fault)
    return Proof(
        job,
        faults,
        lines=len({line for unit in order.units for line in unit.lines}) if order and not job.view else 0,
        sections=0 if job.view else len({block.section for block in page.blocks} - {0}),
        captions=sum(block.role == "caption" for block in page.blocks),
        breaks=sum(block.text.count(GAP) for block in page.blocks),
        links=[link for link in links if link.path != job.name or link.fragment],
        ids=frozenset(ids_of(page)),
        said=said_by_the_edition(page, {block.holder for block in page.blocks} if job.view else set()),
        account=accounted,
    )


def account_of(order: ReadingOrder, job: Job) -> tuple[list[Fault], list[str]]:
    """Return the account of the job's source page, see there; nothing where another article's job tells it."""
    if job.sharing and job.order != job.sharing[0]:
        return [], []
    others = [read_order(path) for path in job.sharing if path != job.order]
    return account([order, *others], complete=job.complete)


def word_faults(page: Page, job: Job, order: ReadingOrder | None) -> list[Fault]:
    """Return where the words of the page differ from its order, or from its Markdown where it has none."""
    if order is not None:
        return compare(page.blocks, order.units, job.name)
    return compare_with_markdown(page, job.name, job.article) if job.article is not None else []


def view_faults(page: Page, order: ReadingOrder, name: str, *, alone: bool) -> list[Fault]:
    """Return where a page of that name shows other lines than the source's, or other parts than the article's; [] if nowhere.

    alone: whether the page shows nothing else; one of a single file may, or has no such view.
    """
    view = page.tree.css_first(".source-view")
    if view is None and not alone:
        return []
    blocks = page.blocks if alone or view is None else read_page(view.html or "").blocks
    wanted = [(f"L{number}", without_space(line)) for number, line in order.lines.items()]
    wanted += [("", unit.key.replace(GAP, "")) for unit in order.units]
    found = [(block.id if at < len(order.lines) else "", block.key) for at, block in enumerate(blocks)]
    pairs = zip_longest(found, wanted, fillvalue=("", ""))
    return [Fault("p-016", name, None, words=quote(f[1]), wanted=quote(w[1])) for f, w in pairs if f != w][:1]


def said_by_the_edition(page: Page, labelled: set[int]) -> list[str]:
    """Return what the edition says in its own name on the page, a line each block, none twice.

    labelled: the holders of blocks whose labels are left out.
    """
    said = (" ".join(block.text.split()) for block in page.edition if block.holder not in labelled)
    return list(dict.fromkeys(said))
