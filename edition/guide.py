"""Why: documentation that repeats what the code says goes out of date; this writes those parts of it from the code."""

from pathlib import Path

from edition.faults import kinds, tables
from edition.parts import METADATA, PARTS, REQUIRED

MARK = "<!-- {name}: written by make docs -->"


def write_docs(folder: Path) -> list[str]:
    """Write docs/faults.md and the tables of docs/editing.md in the folder anew; return what was written."""
    guide = folder / "editing.md"
    text = guide.read_text(encoding="utf-8")
    for name, table in (("parts", parts_table()), ("metadata", metadata_table())):
        mark = MARK.format(name=name)
        before, _, rest = text.partition(mark)
        text = "\n".join([before + mark, table, mark]) + rest.partition(mark)[2]
    guide.write_text(text, encoding="utf-8")
    (folder / "faults.md").write_text(faults_page(), encoding="utf-8")
    return [f"{guide}, {folder / 'faults.md'}: written from the code, {len(kinds())} kinds of fault"]


def parts_table() -> str:
    """Return the parts of an article as a Markdown table."""
    rows = [
        f"| {part.role} | {part.chinese} | {part.markdown} | {part.place} | {'yes' if part.repeats else 'no'} | {part.schema} |"
        for part in PARTS
    ]
    head = ["| part | 中文 | in the Markdown | on the page | several | NewsArticle |", "|---|---|---|---|---|---|"]
    return "\n".join(head + rows)


def metadata_table() -> str:
    """Return the metadata of an article as a Markdown table."""
    rows = [
        f"| `{key.capitalize()}:` | {meaning}{' (required)' * (key in REQUIRED)} |" for key, meaning in METADATA.items()
    ]
    return "\n".join(["| key | write |", "|---|---|", *rows])


def faults_page() -> str:
    """Return the page that lists every kind of fault."""
    lines = [
        "# Faults",
        "",
        "Every fault is one line: file, line, the problem, what to do, and its id in brackets. This page lists the ids.",
        "Words in braces differ from case to case. It is written by `make docs`.",
    ]
    for table in tables():
        lines += ["", f"## {(table.__doc__ or '').strip().rstrip('.')}"]
        for id, kind in table.KINDS.items():
            fix = f" Fix: {kind.fix}." if kind.fix else ""
            lines += ["", f"**{id}** {kind.problem}.{fix}", f"{kind.cause} Example: `{kind.example.replace('`', '')}`"]
    return "\n".join(lines) + "\n"
