"""A draft is laid over its source line by line, and its reading order is written from it for a person to review."""

import pytest

from edition.source import order as reading_order
from tests.conftest import EXAMPLE, copy_tree, run_build, run_module

ARTICLE = "content/wangchao-du.md"
ORDER = "content/source/wangchao-du.order"


@pytest.fixture
def draft(project):
    """The project with the example beside its article, not yet reviewed."""
    for path in sorted(path for path in EXAMPLE.rglob("*") if path.is_file()):
        copy_tree(path, project / "content" / path.relative_to(EXAMPLE))
    order = project / ORDER
    order.write_bytes(order.read_bytes().replace(b"\n\nkicker", b"\nstatus draft\n\nkicker"))
    return project


def blocks(project):
    """Return the article's Markdown, parted at its blank lines."""
    return (project / ARTICLE).read_text(encoding="utf-8").rstrip("\n").split("\n\n")


def save(project, parts):
    """Write the article anew from its parts."""
    (project / ARTICLE).write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def place(parts, beginning):
    """Return the number of the part that begins so."""
    (number,) = [number for number, part in enumerate(parts) if part.startswith(beginning)]
    return number


def check(project, *arguments):
    """Run the report on the draft, or the checks with other arguments."""
    return run_module(project, "tests.checks", *(arguments or ["--draft=wangchao-du"]))


def order(project, slug="wangchao-du"):
    """Run the command that writes the order."""
    return run_module(project, "edition.desk.order", f"--slug={slug}")


def test_a_complete_draft_is_said_to_be_complete_and_what_is_left_to_do(draft):
    done = check(draft)
    assert (done.returncode, done.stderr) == (0, "")
    assert "all 25 lines of wangchao-du.txt stand once" in done.stdout
    assert "take out its line `status draft`" in done.stdout


def delete(parts):
    """Lose source line 13."""
    del parts[place(parts, "渡口停了")]


def double(parts):
    """Say source line 51 twice."""
    parts.append(parts[place(parts, "“你们想好了")])


def move(parts):
    """Put source line 47 behind line 51."""
    part = parts.pop(place(parts, "2022年春天"))
    parts.insert(place(parts, "“你们想好了") + 1, part)


def change(parts):
    """Alter a word of source line 13."""
    number = place(parts, "渡口停了")
    parts[number] = parts[number].replace("七个村", "八个村")


def change_in_join(parts):
    """Alter a word of source line 39, the second half of a joined paragraph."""
    number = place(parts, "柳青禾认领")
    parts[number] = parts[number].replace("长凳不够坐", "长凳不够用")


def part_again(parts):
    """Leave the cut paragraph in two."""
    number = place(parts, "柳青禾认领")
    first, second = parts[number].split("一张字条")
    parts[number : number + 1] = [first, "一张字条" + second]


def unmark(parts):
    """Drop the mark of the break."""
    number = place(parts, "来的人多了")
    parts[number] = parts[number].removesuffix("[[gap]]")


def lower(parts):
    """Make a paragraph of a heading, of a section that then has no number three."""
    number = place(parts, "## 3 ")
    parts[number] = parts[number].removeprefix("## ")


def add(parts):
    """Add words."""
    parts.append("编者加的一句话。")


SPOILT = {
    "a line is lost": (delete, ["source line 13 (「渡口停了", "is missing"]),
    "a line stands twice": (double, ["source line 51 (", "stands 2 times: section 1, paragraph 5; section 3, paragraph 6"]),
    "a line is out of order": (move, ["source line 47 is out of order: it stands after line 51;", "has it after line 13"]),
    "a word is changed": (change, ["source line 13 (", "the page has 「八个村", "where the source has 「七个村"]),
    "a word is changed in a joined paragraph": (change_in_join, ["source line 39 (", "「用", "「坐"]),
    "a cut paragraph is not joined": (part_again, ["source line 57 ends within a sentence", "join"]),
    "a break is not marked": (unmark, ["source line 23 ends within a sentence", "[[gap]]"]),
    "a heading is not marked": (lower, ["source line 15 reads as a heading", "source line 15 stands as paragraph"]),
    "words are added": (add, ["words that the source has not: 「编者加的一句话。」"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_with_a_draft_is_said_by_the_lines_of_its_source(draft, name):
    spoil, says = SPOILT[name]
    parts = blocks(draft)
    spoil(parts)
    save(draft, parts)
    done = check(draft)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    for words in says:
        assert words in done.stdout, done.stdout
    named = [line for line in done.stdout.splitlines() if "source line" in line or "words that" in line]
    assert len(named) <= 3, f"one slip, few sentences: {done.stdout}"


def test_a_draft_does_not_fail_the_checks_of_the_published_bundle(draft):
    parts = blocks(draft)
    delete(parts)
    save(draft, parts)
    assert run_build(draft, draft / "output").returncode == 0
    done = check(draft, "output", "--drafts")
    assert done.returncode == 0, done.stderr
    assert "32 source lines stand once each" in done.stdout and "source line 13 (" in done.stdout


def test_a_fault_in_a_draft_is_one_line_of_its_report(draft):
    save(draft, [*blocks(draft), "/// foto"])
    done = check(draft)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and f"{ARTICLE}:" in done.stderr


@pytest.mark.parametrize("slug", ["none", "../x", "", "Ä"])
def test_an_article_that_does_not_exist_is_told_in_one_line(draft, slug):
    for done in [order(draft, slug), *([check(draft, f"--draft={slug}")] if slug else [])]:
        assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr


def test_an_order_is_written_from_the_article_and_is_a_draft_again(draft):
    path = draft / ORDER
    path.write_bytes(path.read_bytes().replace(b"status draft\n", b""))
    parts = blocks(draft)
    move(parts)
    save(draft, parts)
    stated = [unit.lines for unit in reading_order.load(path).units]
    refused = run_build(draft, draft / "output", "publishconf.py")
    assert refused.returncode == 1 and "out of order" in refused.stderr, "the old order is the proof until then"
    done = order(draft)
    assert done.returncode == 0 and "review it" in done.stdout, done.stderr
    written = reading_order.load(path)
    assert written.draft
    lines = [unit.lines for unit in written.units]
    assert lines != stated and sorted(lines) == sorted(stated)
    assert (57, 39) in lines and written.units[-2].text.endswith(reading_order.GAP)
    published = run_build(draft, draft / "output", "publishconf.py")
    assert published.returncode == 0, published.stderr
    assert not [file for file in (draft / "output").rglob("*") if "wangchao" in file.name]


def test_an_order_that_says_so_already_is_left_alone(draft):
    for slug, name in [("wangchao-du", ORDER), ("jining-gaoxinqu", "content/source/page.order")]:
        before = (draft / name).read_bytes()
        done = order(draft, slug)
        assert done.returncode == 0 and "already" in done.stdout, done.stderr
        assert (draft / name).read_bytes() == before


def test_a_lost_order_is_written_anew(draft):
    stated = reading_order.load(draft / ORDER).units
    (draft / ORDER).unlink()
    assert "make order SLUG=wangchao-du" in check(draft).stdout
    assert order(draft).returncode == 0
    assert reading_order.load(draft / ORDER).units == stated


@pytest.mark.parametrize("spoil", [delete, double, change, add], ids=lambda spoil: spoil.__name__)
def test_no_order_is_written_for_an_article_that_is_not_its_source(draft, spoil):
    parts = blocks(draft)
    spoil(parts)
    save(draft, parts)
    before = (draft / ORDER).read_bytes()
    done = order(draft)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and done.stdout == ""
    assert (draft / ORDER).read_bytes() == before


@pytest.mark.parametrize("name", ["source edited", "order in another encoding", "order without its head"])
def test_an_order_that_would_prove_nothing_is_not_written(draft, name):
    path = draft / ORDER
    data = path.read_bytes()
    if name == "source edited":
        source = draft / "content/source/wangchao-du.txt"
        source.write_bytes(source.read_bytes().replace("七个村".encode(), "八个村".encode()))
        parts = blocks(draft)
        change(parts)
        move(parts)
        save(draft, parts)
    elif name == "order in another encoding":
        path.write_bytes(data.decode().encode("gb18030"))
    else:
        path.write_bytes(data[data.index(b"kicker ") :].replace(b"heading    9", b"heading   99"))
    before = path.read_bytes()
    done = order(draft)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("\n") == 1, done.stderr
    assert path.name in done.stderr and path.read_bytes() == before


# after the signature, and before the first bundle


@pytest.fixture
def published(draft):
    """The draft signed, and both articles published."""
    order_file = draft / ORDER
    order_file.write_bytes(order_file.read_bytes().replace(b"\nstatus draft\n", b"\n"))
    done = run_build(draft, draft / "output")
    assert done.returncode == 0, done.stderr
    return draft


def test_a_signed_article_that_was_spoiled_since_is_named(published):
    done = check(published, "output", "--drafts")
    assert (done.returncode, done.stderr) == (0, "") and "would be refused" not in done.stdout
    parts = blocks(published)
    delete(parts)
    save(published, parts)
    done = check(published, "output", "--drafts")
    assert done.returncode == 1
    assert f"{ARTICLE}: it was edited after the bundle was built, and would be refused" in done.stdout
    assert "source line 13 (「渡口停了" in done.stdout


def test_a_fault_in_an_articles_markdown_alters_the_exit_status(published):
    parts = blocks(published)
    save(published, [*parts, "/// foto\n图说。\n///"])
    done = check(published, "output", "--drafts")
    assert done.returncode == 1 and "no block named foto" in done.stderr


def test_an_unsigned_article_does_not_alter_the_exit_status_and_the_build_says_that_it_is_left_out(draft):
    parts = blocks(draft)
    delete(parts)
    save(draft, parts)
    done = run_build(draft, draft / "output", "publishconf.py")
    assert done.returncode == 0
    assert "wangchao-du.order: its article is left out, since `status draft` stands there" in done.stdout
    done = check(draft, "output", "--drafts")
    assert done.returncode == 0 and "source line 13 (「渡口停了" in done.stdout


def test_before_the_first_bundle_drafts_are_examined_all_the_same(draft):
    done = check(draft, "output", "--drafts")
    assert (done.returncode, done.stderr) == (0, "")
    assert "output: no bundle is here yet: `make` builds it" in done.stdout and "all 25 lines" in done.stdout


def test_an_archive_is_to_be_unpacked_first(draft):
    (draft / "edition.zip").write_bytes(b"PK")
    done = check(draft, "edition.zip")
    assert done.returncode == 1 and done.stderr == (
        "edition.zip: this is an archive: unpack it, and name the folder in it as SITE\n"
    )
