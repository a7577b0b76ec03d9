"""Why: a page that carries its style and scripts needs them small, and a policy that names their hashes.

Pelican has no filter for either. This adds to Jinja: minify_css, minify_js, csp_hash, css_string, colour, svg_address;
for what is read outside the bundle within_one_file and links_from_elsewhere; for the edition's own words _() and
in_words.
"""

import base64
import hashlib
import re
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape
from pelican import signals
from pelican.generators import Generator

from edition import names
from edition.article.photographs import TYPES
from edition.labels import day_in_words, label
from edition.pages.structured_data import structured_data

# What stays together, or goes as a whole: comments, words in quotation marks, patterns, white space, all else in runs.
TOKEN = re.compile(
    r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`"""
    r"""|(?:(?<=[(,=:!&|?\[])|(?<=[(,=:!&|?\[] ))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[\n])+/"""
    r"""|\s+|[^\s"'`/]+|.""",
    re.DOTALL,
)
PICTURE = re.compile(r"<picture>.*?(?P<img><img [^>]*>)</picture>", re.DOTALL)
PICTURE_TAG = re.compile(r"<(?:source|img) [^>]*>")
PICTURE_ADDRESS = re.compile(rf'(?<=[" ])(?={names.PHOTOGRAPH.pattern}[" ])')
SRC = re.compile(r'(?<= )src="(?P<name>[^"]*)"')
OTHER_WIDTHS = re.compile(r' (srcset|sizes)="[^"]*"')
LINK_TO_OTHER_FILE = re.compile(r'<a href="\.{1,2}/[^"]*">(.*?)</a>', re.DOTALL)


@lru_cache(maxsize=8)  # the theme's files, which every page has
def minify_css(text: str) -> Markup:
    """Return the style sheet without comments and needless space, ready for a style element."""
    return Markup(minify(str(text)).replace(";}", "}").replace("}\n", "}"))


@lru_cache(maxsize=8)  # the theme's files, which every page has
def minify_js(text: str) -> Markup:
    """Return the script without comments and needless space, ready for a script element."""
    return Markup(minify(str(text), "()[]{}?:!&|<>=+-*"))


def minify(text: str, punctuation: str = "") -> str:
    """Return the text without comments, and without white space where neither CSS nor JavaScript needs it.

    punctuation: the characters beside which JavaScript needs no space, unless the same stands on its other side; a style
    sheet has none. A line break after ``}`` stays, where JavaScript may need it (ECMAScript, 12.10 Automatic Semicolon
    Insertion). A slash begins a pattern where no value can end, which is how the theme's scripts write them.
    """
    out = space = ""
    for value in TOKEN.findall(text):
        if value.startswith("/*") or (punctuation and value.startswith("//")):
            continue
        if value.isspace():
            space = "\n" if "\n" in value else space or " "
            continue
        needless = out and (out[-1] in punctuation or value[0] in punctuation) and out[-1] != value[0]
        if out and out[-1] not in "{;,:(=>" and value[0] not in "{});=>" and not (needless and space == " "):
            out += space
        out += value
        space = ""
    return out


def csp_hash(text: str) -> Markup:
    """Return the hash source that lets a policy allow exactly this inline text (CSP 3, 2.3.1)."""
    digest = hashlib.sha256(str(text).encode("utf-8")).digest()
    return Markup(f"'sha256-{base64.b64encode(digest).decode('ascii')}'")


def css_string(text: str) -> Markup:
    """Return the text as it stands between the double quotes of a CSS string (CSS Syntax 3, 4.3.5)."""
    plain = Markup(text).unescape()
    return Markup("".join(f"\\{ord(c):x} " if c in '"\\<>&\n' else c for c in plain))


def colour(css: str, name: str, *, dark: int = 0) -> str:
    """Return the colour that a style sheet gives first to the token of that name; dark: 1 for its second, of the dark scheme."""
    found: list[str] = re.findall(rf"--{name}: *(#\w+)", css)
    return found[dark]


def with_colours(text: str, css: str) -> str:
    """Return the text with the colours that its var(--name) stand for."""
    return re.sub(r"var\(--(\w+)\)", lambda token: colour(css, token[1]), text)


def svg_address(text: str, css: str) -> Markup:
    """Return the picture, in the colours of the style sheet, as a data address for an attribute in quotes (RFC 2397)."""
    plain = " ".join(with_colours(str(text), css).replace('"', "'").split())
    return Markup("data:image/svg+xml," + quote(plain, safe="'/:=()"))


def within_one_file(html: str, folder: Path) -> str:
    """Return an article's HTML that needs no other file of the bundle, which lies in the folder.

    Where it links to one, the words alone remain; a photograph stands in it, in the one width that all browsers show.
    """
    html = LINK_TO_OTHER_FILE.sub(r"\1", html)
    return PICTURE.sub(lambda picture: OTHER_WIDTHS.sub("", with_data(picture["img"], folder)), html)


def with_data(img: str, folder: Path) -> str:
    """Return an img tag that holds its picture, which lies in the folder."""
    return SRC.sub(lambda src: f'src="{data_address(folder / src["name"])}"', img)


def data_address(path: Path) -> str:
    """Return a published photograph as an address that holds it (RFC 2397)."""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f"data:{TYPES[path.suffix[1:]]};base64,{data}"


def pictures_from(html: str, root: str) -> str:
    """Return an article's HTML with the whole addresses of its photographs; root: the bundle's, without a slash."""
    return PICTURE_TAG.sub(lambda tag: PICTURE_ADDRESS.sub(f"{root}/", tag[0]), str(html))


def links_from_elsewhere(html: str, address: str) -> str:
    """Return a page's HTML with links to its own places as they are written elsewhere; address: the page's."""
    return str(html).replace('href="#', f'href="{address}#')


class Dedent(Extension):
    """Drops the indentation of templates: a browser shows none of it, and the page is smaller without."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template's source with every line in its place, its leading white space gone."""
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


@pass_context
def words(context: Context, name: str, /, **values: object) -> Markup:
    """Return a label in the language of the page, the template's variable lang; values: what its %(name)s are, escaped unless they are Markup."""
    escaped = {key: escape(value) for key, value in values.items()}
    return Markup(label(context.get("lang") or context["DEFAULT_LANG"], name, **escaped))


def add_filters(generator: Generator) -> None:
    """Give the filters to the generator's templates, which lose their indentation.

    Their tojson writes Han characters as they are, and no spaces.
    """
    generator.env.filters.update(
        minify_css=minify_css,
        minify_js=minify_js,
        csp_hash=csp_hash,
        css_string=css_string,
        colour=colour,
        svg_address=svg_address,
        within_one_file=partial(within_one_file, folder=Path(generator.output_path)),
        links_from_elsewhere=links_from_elsewhere,
        pictures_from=pictures_from,
        structured_data=structured_data,
        in_words=day_in_words,
    )
    generator.env.globals["_"] = words
    generator.env.add_extension(Dedent)
    generator.env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(add_filters)
