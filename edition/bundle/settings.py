"""Why: Pelican ignores a misspelt setting without a word, and prints any address into pages, feed and sitemap."""

import ast
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, TemplateSyntaxError, nodes
from pelican.settings import DEFAULT_CONFIG, read_settings

from edition.article.head import PLACEHOLDER
from edition.faults import ROOT, Fault, suggestion
from edition.labels import check_language, set_language

Settings = dict[str, object]

# What Pelican 4.12 reads and has no default for (its documentation, "Settings").
SETTINGS_WITHOUT_DEFAULT = frozenset(
    "AUTHOR CATEGORY_FEED_RSS DEFAULT_DATE FEED_ALL_RSS FEED_ATOM FEED_DOMAIN FEED_RSS SITESUBTITLE "
    "SUMMARY_MAX_PARAGRAPHS TAG_FEED_ATOM TAG_FEED_RSS TIMEZONE TRANSLATION_FEED_RSS".split()
)
OURS = frozenset(["BYLINE_ROLES"])  # what our own code reads
# In ASCII, with no empty part, and no step up (RFC 3986, 3.2.2 and 3.3; host names: RFC 1123, 2.1).
LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
WEB_FOLDER = re.compile(
    rf"https?://{LABEL}(\.{LABEL})*(:[0-9]+)?(/(?!\.\.?(/|$))([A-Za-z0-9._~+-]|%[0-9A-Fa-f]{{2}})+)*"
)


def checked_settings(name: str, address: str = "", **override: object) -> Settings:
    """Return Pelican's settings in the project's file of that name, some overridden.

    address: of the bundle on the web, which publishconf.py asks for; "" where it is not known.
    Raises Fault for settings that are no Python, for one that neither Pelican nor a template reads, and for an address
    that is none.
    """
    path = ROOT / name
    places = check_names(path)
    os.environ["SITEURL"] = address
    # Whatever the file says, drafts are shown only where that is asked for.
    settings: Settings = read_settings(str(path), override={"DRAFT_SAVE_AS": "", **override})
    check_address(str(settings["SITEURL"]))
    set_language(settings)
    check_language(str(settings["DEFAULT_LANG"]), *places.get("DEFAULT_LANG", (path, None)))
    return settings


def check_names(path: Path) -> dict[str, tuple[Path, int]]:
    """Return file and line of each setting; raise Fault for settings that are no Python, and for one that nothing reads."""
    places: dict[str, tuple[Path, int]] = {}
    templates = ROOT / "theme" / "templates"
    known = {*DEFAULT_CONFIG, *SETTINGS_WITHOUT_DEFAULT, *OURS, *template_names(templates)}
    known |= {f"{template.stem.upper()}_SAVE_AS" for template in templates.iterdir()}  # of DIRECT_TEMPLATES
    for file in dict.fromkeys([path, ROOT / "pelicanconf.py"]):
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise Fault("b-001", file, error.lineno, said=error.msg) from error
        stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        for node in stored:
            if node.id.isupper() and node.id not in known:
                fix = suggestion(node.id, known, "drop it")
                raise Fault("b-002", file, node.lineno, name=node.id, suggestion=fix)
        places = {node.id: (file, node.lineno) for node in stored} | places
    return places


def template_names(templates: Path) -> set[str]:
    """Return the variables that the templates name; raise Fault for one that is no Jinja or links as articles do."""
    names = set()
    for path in sorted(path for path in templates.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        try:
            names |= {name.name for name in Environment(autoescape=True).parse(text).find_all(nodes.Name)}
        except TemplateSyntaxError as error:
            raise Fault("b-003", path, error.lineno, said=error.message) from error
        for number, line in enumerate(text.splitlines(), start=1):
            if match := PLACEHOLDER.search(line):
                raise Fault("b-004", path, number, syntax=match[0])
    return names


def check_address(address: str) -> None:
    """Raise Fault unless address, the setting SITEURL, is empty or the address of a folder on the web (RFC 3986)."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and parts.port != 0 and bool(WEB_FOLDER.fullmatch(address))
    except ValueError:
        sound = False
    if not sound:
        raise Fault("b-005", "SITEURL", address=address)
