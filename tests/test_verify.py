"""verify.py, which readers have, and the project's own proof come to the same verdict, whatever was altered."""

import html
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.bundle.archive import write_archive
from edition.faults import Fault
from edition.proof.compare import compare
from edition.proof.page import read_page
from edition.source.account import account
from edition.source.order import read_order
from edition.source.pieces import GAP
from tests.check.corruptions import CORRUPTIONS, sub
from tests.conftest import ROOT, copy_tree, sign
from tests.proof.test_compare import CASES as PAGES
from tests.proof.test_compare import CHANGES, elements
from tests.serve import serving
from tests.source.test_order import CASES as ORDERS
from tests.source.test_order import ORDER as SMALL
from tests.source.test_order import PAGE

PROGRAM = ROOT / "theme" / "verify.py"
# What verify.py says of itself that it does not look at: in which element and section a part stands.
NOT_LOOKED_AT = {"p-006", "p-007"}
MARKUP = "foreign markup"  # what no edition writes: verify.py need not know what browsers make of it
HAN = re.compile(r"[\u4e00-\u9fff]")


def load():
    """Return verify.py as a module."""
    spec = spec_from_file_location("verify", PROGRAM)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load()


def differs(folder: Path) -> str:
    """Return what verify.py finds to differ in the bundle in the folder, "" for nothing."""
    try:
        verify.main(str(folder))
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def run(place: object, cwd: Path, *options: str) -> subprocess.CompletedProcess:
    """Run verify.py as a reader does; options: of Python."""
    command = [sys.executable, *options, str(PROGRAM), *([str(place)] if place else [])]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"})


# ----- as readers use it


def test_it_is_short_and_needs_nothing_of_the_project():
    lines = PROGRAM.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    imported = {line.split()[1].partition(".")[0] for line in lines if re.match("(import|from) ", line)}
    assert imported <= sys.stdlib_module_names
    for old in sorted(Path(os.environ.get("PYENV_ROOT", "/nowhere")).glob("versions/3.8.*/bin/python")):
        assert (
            subprocess.run(
                [old, "-c", f"compile(open({str(PROGRAM)!r}, encoding='utf-8').read(), '', 'exec')"], check=False
            ).returncode
            == 0
        )


def test_it_answers_of_a_folder_an_archive_an_address_and_a_single_file(site, single_files, tmp_path):
    write_archive(site, tmp_path / "edition.zip")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", "edition.zip", "."], cwd=tmp_path, check=True)
    with serving(site) as address:
        for place in ("", site, single_files / "wangchao-du.html", address):
            done = run(place, tmp_path / "edition")
            assert (done.returncode, done.stderr) == (0, ""), place
            assert done.stdout == "一致 It agrees: 1 篇 article(s), 1 来源页 source page(s)\n"
    copy = copy_tree(site, tmp_path / "copy")
    sub("三本菜谱", "四本菜谱")(copy)
    for place, options in ((copy, []), (tmp_path, []), (site, ["-O"])):
        done = run(place, tmp_path, *options)
        assert (
            done.returncode == 1
            and done.stdout == ""
            and done.stderr.startswith("不一致")
            and done.stderr.count("\n") == 1
        )
    text = (single_files / "wangchao-du.html").read_text(encoding="utf-8")
    (tmp_path / "x.html").write_text(text.replace("三本菜谱", "四本菜谱", 1), encoding="utf-8")
    assert "四本菜谱" in run("x.html", tmp_path).stderr


# ----- as the project's proof


def check_verdicts(faults: list[Fault], theirs: str) -> None:
    """Check that both find nothing, or both something, as far as verify.py looks; spaces at Han it lets pass anywhere."""
    ours = {fault.id for fault in faults} - NOT_LOOKED_AT
    assert bool(ours) == bool(theirs) or MARKUP in theirs or ours == {"p-008"}, (ours, theirs)


@pytest.fixture(scope="module")
def copy(site, tmp_path_factory) -> Path:
    """A bundle that tests may spoil, if they make good what they spoil."""
    return copy_tree(site, tmp_path_factory.mktemp("verify") / "site")


def check_page(copy: Path, order, changed: str) -> None:
    """Check what both find on the page of a bundle with that text, and make the page good again."""
    page = copy / "index.html"
    before = page.read_text(encoding="utf-8")
    page.write_text(changed, encoding="utf-8")
    theirs = differs(copy)
    page.write_text(before, encoding="utf-8")
    check_verdicts(compare(read_page(changed).blocks, order.units, "index.html"), theirs)


@pytest.mark.parametrize("change", [change for _, change, _, file in CORRUPTIONS if file == "index.html"])
def test_both_see_the_same_in_whatever_was_done_to_a_page(copy, order, tmp_path, change):
    spoilt = copy_tree(copy / "index.html", tmp_path / "index.html")
    change(tmp_path)
    check_page(copy, order, spoilt.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("old", "new"), [(old, new) for _, old, new, _ in PAGES])
def test_both_see_the_same_in_each_case_of_the_proof(copy, order, old, new):
    text = (copy / "index.html").read_text(encoding="utf-8")
    check_page(copy, order, re.sub(old, new, text, count=1, flags=re.DOTALL))


def test_a_paragraph_that_a_script_swallows_is_not_on_the_page(copy, order):
    """Within ``<script><!--<script>`` an end tag ends no script (HTML, 13.2.5.28 Script data double escaped state)."""
    text = (copy / "index.html").read_text(encoding="utf-8")
    swallowed = r"<script><!--<script></script>\1<script>--></script>"
    changed = re.sub(r'(<p id="section-1-p1">.*?</p>)', swallowed, text, count=1, flags=re.DOTALL)
    assert changed != text
    check_page(copy, order, changed)


@pytest.mark.parametrize("change", CHANGES)
def test_both_see_the_same_whatever_happens_to_any_part(copy, order, change):
    text = (copy / "index.html").read_text(encoding="utf-8")
    for _, element in elements(text, order):
        check_page(copy, order, CHANGES[change][0](text[: element.start()], element[0], text[element.end() :]))


# ----- a small edition, whose order may be anything


def page_of(units) -> str:
    """Return the page of an article of these parts."""
    said = []
    for unit in units:
        words = html.escape(unit.text).replace(GAP, '<span data-edition="gap">〔中断〕</span>')
        said.append(f"<h1>{words}</h1>" if unit.role == "headline" else f'<p class="{unit.role}">{words}</p>')
    return f"<!doctype html><html><body><article>{''.join(said)}</article></body></html>"


def write_small(folder: Path, order: str = SMALL, page: str = "", *, signed: bool = True) -> Path:
    """Write the small edition with that order and page into the folder, where the project reads it, too; return the folder."""
    (folder / "source").mkdir(exist_ok=True)
    source, text = folder / "source" / "page.order", folder / "source" / "page.txt"
    text.write_text(PAGE, encoding="utf-8")
    source.write_text(order, encoding="utf-8")
    with suppress(ValueError):  # of what has no head
        if signed:
            sign(source)
    (folder / "source" / "page.order.txt").write_bytes(source.read_bytes())
    (folder / "page.html").write_text(page or SMALL_PAGE, encoding="utf-8")
    (folder / "page.source.html").write_text("<!doctype html>", encoding="utf-8")
    names = ("page.html", "page.source.html", "source/page.order.txt", "source/page.txt")
    (folder / "SHA256SUMS").write_text("".join(f"{sha256().hexdigest()}  {name}\n" for name in names), encoding="utf-8")
    return folder


def small_page() -> str:
    """Return the page of the small edition."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_small(Path(folder), page="x")
        return page_of(read_order(Path(folder, "source", "page.order")).units)


SMALL_PAGE = ""
SMALL_PAGE = small_page()


def found_by_the_project(folder: Path) -> list[Fault]:
    """Return what the project's proof finds in the small edition; an order that nobody has signed is a draft there."""
    try:
        order = read_order(folder / "source" / "page.order")
        faults, _ = account([order], complete=True)
    except Fault as fault:
        return [fault]
    blocks = read_page((folder / "page.html").read_text(encoding="utf-8")).blocks
    drafts = [Fault("o-001", order.path)] if order.draft else []
    return [*drafts, *faults, *compare(blocks, order.units, "page.html")]


def check_small(folder: Path) -> None:
    """Check what both find in the small edition."""
    check_verdicts(found_by_the_project(folder), differs(folder))


def test_the_small_edition_agrees(tmp_path):
    assert ({fault.id for fault in found_by_the_project(write_small(tmp_path))} - NOT_LOOKED_AT, differs(tmp_path)) == (
        set(),
        "",
    )


# What verify.py does not look at: what a comment of an order is written in, the names of parts, codes for private use.
OTHERS = {("x-007", "a comment"), ("o-006", "headline"), ("o-001", "(version 2\n)")}


@pytest.mark.parametrize(("id", "old", "new", "line"), [case for case in ORDERS if case[:2] not in OTHERS])
def test_both_see_the_same_in_each_case_of_a_reading_order(tmp_path, id, old, new, line):
    check_small(write_small(tmp_path, re.sub(old, new, SMALL, count=1, flags=re.DOTALL)))


def corruptions() -> Iterator[Callable[[st.DataObject], dict[str, object]]]:
    """Yield what draws an order or a page that was altered, by kind: words, joins, rows, what is set aside, signatures."""
    rows = SMALL.splitlines(keepends=True)
    first = next(number for number, row in enumerate(rows) if row.startswith("headline"))

    def words(draw):
        at = draw(st.sampled_from([match.start() for match in HAN.finditer(SMALL_PAGE)]))
        new = draw(st.sampled_from(["", "的", "字字", " ", "<b>", "</p>", "</p><p>", "&amp;", SMALL_PAGE[at : at + 2]]))
        return {"page": SMALL_PAGE[:at] + new + SMALL_PAGE[at + 1 :]}

    def joins(draw):
        at = draw(st.sampled_from([match.start() for match in re.finditer(r"(?<=[0-9\]])[+_-](?=[0-9?])", SMALL)]))
        return {"order": SMALL[:at] + draw(st.sampled_from(["+", "_", "-", "..", "__", "", "?+"])) + SMALL[at + 1 :]}

    def places(draw):
        at = draw(
            st.sampled_from([m.start() for n in range(first, len(rows)) for m in re.finditer("[0-9]", SMALL) if m])
        )
        return {"order": SMALL[:at] + draw(st.sampled_from([*"0123456789", "", "[1-]", "[2-3]"])) + SMALL[at + 1 :]}

    def moved(draw):
        one, two = (draw(st.integers(first, len(rows) - 1)) for _ in range(2))
        order = list(rows)
        order[one], order[two] = order[two], order[one]
        return {"order": "".join(order)}

    def dropped(draw):
        at, twice = draw(st.integers(first, len(rows) - 1)), draw(st.booleans())
        return {"order": "".join([*rows[:at], *[rows[at]] * 2 * twice, *rows[at + 1 :]])}

    def aside(draw):
        at, reason = (
            draw(st.integers(first, len(rows) - 1)),
            draw(st.sampled_from(["", "folio: ", "别的：", "other："])),
        )
        role, place, quotes = rows[at].split(maxsplit=2)
        quotes = quotes.partition(": ")[2] if role == "aside" else quotes
        return {
            "order": "".join(
                [
                    *rows[:at],
                    f"{draw(st.sampled_from(['aside', 'paragraph']))} {place} {reason}{quotes}",
                    *rows[at + 1 :],
                ]
            )
        }

    def unsigned(draw):
        return {**draw(st.sampled_from([joins, places, moved, dropped, aside]))(draw), "signed": False}

    yield from (words, joins, places, moved, dropped, aside, unsigned)


@given(st.data())
def test_both_see_the_same_in_random_corruptions(tmp_path_factory, data):
    """A hundred of them, some of which alter nothing."""
    alter = data.draw(st.sampled_from(list(corruptions())))
    folder = tmp_path_factory.getbasetemp() / "random"
    folder.mkdir(exist_ok=True)
    check_small(write_small(folder, **alter(data.draw)))
