"""The edition's own words: the catalogues are complete, and what a paper changes in one is what its pages say."""

import ast
from pathlib import Path

import pytest
from jinja2 import Environment

from edition.faults import Fault
from edition.labels import catalogue, label, languages
from edition.proof.page import read_page
from tests.conftest import ROOT, run_edition

LANGUAGES = ["en", "zh-CN", "zh-HK", "zh-TW"]


def labels_asked_for() -> set[str]:
    """Return the names of the labels that templates, style, scripts and code print."""
    jinja = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    files = [path for path in (ROOT / "theme").rglob("*.*") if path.suffix in (".html", ".xml", ".js", ".css", ".svg")]
    found = [each for path in files for *_, each in jinja.extract_translations(path.read_text(encoding="utf-8"))]
    asked = {each if isinstance(each, str) else each[0] for each in found}
    for path in (ROOT / "edition").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "label"
                and isinstance(node.args[1], ast.Constant)
            ):
                asked.add(node.args[1].value)
    return asked


def test_each_language_has_every_label_that_is_printed_and_no_other():
    assert set(LANGUAGES) <= set(languages())
    asked = labels_asked_for()
    assert len(asked) > 30
    for lang in languages():
        assert catalogue(lang).keys() == asked, lang


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    """Return a function that writes the only catalogue of a language, in a folder of its own."""
    monkeypatch.setattr("edition.labels.FOLDER", tmp_path)
    catalogue.cache_clear()
    yield lambda lang, text: (tmp_path / f"{lang}.po").write_bytes(text.encode("utf-8", "surrogateescape"))
    catalogue.cache_clear()


@pytest.mark.parametrize(
    ("lang", "text", "line"),
    [
        ("en", 'msgid "目录"\nmsgstr ""\n', 1),
        ("en", 'msgid "甲"\nmsgstr "A"\n\nmsgid "图%(number)s"\nmsgstr "Picture %(nummer)s"\n', 4),
        ("en", 'msgid "目录"\nmsgstr "<b>Contents</b>"\n', 1),
        ("en", 'msgid "目录"\nmsgstr "the reader\'s"\n', 1),
        ("en", 'msgid "目录"\nmsgstr "100%"\n', 1),
        ("en", 'msgid "目录"\nmsgstr "Contents"\n目录\n', 3),
        ("en", 'msgid "目录"\nmsgstr "\udcff"\n', 1),
        ("xx-yy", 'msgid "目录"\nmsgstr "甲"\n', 1),
    ],
)
def test_a_catalogue_that_no_page_can_print_is_told_with_its_line(catalogues, lang, text, line):
    catalogues(lang, text)
    with pytest.raises(Fault, match="b-017") as raised:
        catalogue(lang)
    assert raised.value.line == line


def test_a_label_that_a_catalogue_lacks_is_told(catalogues):
    catalogues("en", 'msgid "目录"\nmsgstr "Contents"\n')
    assert label("en", "目录") == "Contents"
    with pytest.raises(Fault, match="b-018"):
        label("en", "目錄")


def test_a_language_that_has_no_catalogue_is_told_where_it_is_asked_for(project):
    article = next((project / "content").glob("*.md"))
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("\nDate:", "\nLang: zh\nDate:", 1), encoding="utf-8")
    done = run_edition(project, "html")
    line = 1 + article.read_text(encoding="utf-8").splitlines().index("Lang: zh") if done.returncode else 0
    assert done.returncode == 1 and done.stderr.startswith(f"content/{article.name}:{line}: zh is no language"), (
        done.stderr
    )
    article.write_text(text, encoding="utf-8")
    settings = project / "pelicanconf.py"
    settings.write_text(settings.read_text(encoding="utf-8") + 'DEFAULT_LANG = "cn"\n', encoding="utf-8")
    line = len(settings.read_text(encoding="utf-8").splitlines())
    done = run_edition(project, "html")
    assert done.returncode == 1 and done.stderr.startswith(f"pelicanconf.py:{line}: cn is no language"), done.stderr
    assert "[b-019]" in done.stderr


@pytest.fixture
def changed_labels(project) -> Path:
    """A project whose paper says every label in other words, in every language."""
    for path in (project / "theme" / "labels").glob("*.po"):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text(
            "\n".join(line.replace('msgstr "', 'msgstr "改') if '"Content' not in line else line for line in lines),
            encoding="utf-8",
        )
    return project


def test_a_paper_that_changes_every_label_passes_every_check(changed_labels):
    for command in ("publish", "check", "single"):
        done = run_edition(changed_labels, command)
        assert done.returncode == 0, done.stderr
    page = read_page((changed_labels / "output" / "index.html").read_text(encoding="utf-8"))
    said = {block.text.strip() for block in page.edition}
    assert any(words.startswith(f"改{label('zh-CN', '图%(number)s', number=1)}") for words in said)
    said_by_html = (changed_labels / "output" / "index.html").read_text(encoding="utf-8")
    # Each label that the page of an article has, in markup, script and style.
    for words in ("目录", "朗读", "整理说明", "字号", "回到页首"):
        assert f"改{label('zh-CN', words)}" in said_by_html, words
