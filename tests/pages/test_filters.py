"""Style and scripts are made small without a change of what they say; an article is said to machines in full."""

import json
import re
from types import SimpleNamespace

import pytest

from edition.pages.filters import css_string, minify_css, minify_js, svg_address
from edition.pages.structured_data import structured_data
from tests.conftest import run_edition


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a {\n  color: red; /* why */\n}\n", "a{color:red}"),
        ("a b > c,\nd { margin: 0 auto }", "a b>c,d{margin:0 auto}"),
        ("@media (width: 1em) and (a) {\n  a :focus { top: calc(1px + 2px) }\n}", "@media (width:1em) and (a){a :focus{top:calc(1px + 2px)}}"),
        ('a::after { content: "x; /* y */  z" }', 'a::after{content:"x; /* y */  z"}'),
    ],
)  # fmt: skip
def test_a_style_sheet_keeps_its_meaning(css, small):
    assert minify_css(css) == small


@pytest.mark.parametrize(
    ("script", "small"),
    [
        ("const a = 1; // why\nconst b = 2;\n", "const a=1;const b=2;"),
        ("if (a) {\n  b();\n}\nc();\n", "if(a){b();}\nc();"),
        ('const a = "x, // y";', 'const a="x, // y";'),
        ("return a ? .5 : b", "return a?.5:b"),
        ("a + +b - --c", "a+ +b- --c"),
        ("const [a] = b in [c];", "const[a]=b in[c];"),
        ("`${a} ${b}  c`", "`${a} ${b}  c`"),
        ("a.match(/[^ ,]+ [;]/g) || []", "a.match(/[^ ,]+ [;]/g)||[]"),
    ],
)
def test_a_script_keeps_its_meaning(script, small):
    assert minify_js(script) == small


def test_a_headline_cannot_leave_its_string_nor_a_picture_its_attribute():
    assert css_string('甲"}乙\\<') == "甲\\22 }乙\\5c \\3c "
    assert svg_address('<svg a="b c"\n d="#f"/>', "") == "data:image/svg+xml,%3Csvg%20a='b%20c'%20d='%23f'/%3E"


def said(**parts: object) -> dict[str, object]:
    """Return what is said to machines of an article that has a headline, no sections, and these parts."""
    article = SimpleNamespace(
        **{
            "title": "灯亮了",
            "sections": [],
            "people": {},
            "photographs": [],
            "day_published": "",
            "settings": {"LICENCE": parts.get("licence", "")},
        }
        | parts
    )
    data = structured_data(article, "zh-CN", str(parts.get("root", "")), "a.html")
    fixed = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "灯亮了", "inLanguage": "zh-CN"}
    assert fixed.items() <= data.items()
    return {name: value for name, value in data.items() if name not in fixed}


def test_an_article_is_said_to_machines_with_the_parts_that_it_has():
    persons = [{"@type": "Person", "name": "沈一苇", "jobTitle": "本报记者"}, {"@type": "Person", "name": "陶知白"}]
    assert said() == {}
    assert said(kicker="引题") == {"alternativeHeadline": "引题"}
    assert said(kicker=["引题", "又一行"]) == {"alternativeHeadline": ["引题", "又一行"]}
    assert said(people={"沈一苇": "本报记者", "陶知白": ""}) == {"author": persons}
    assert said(people={"陶知白": ""}) == {"author": persons[1:]}, "a list even of one"
    assert said(sections=[{"id": "section-1", "heading": "1 甲"}]) == {"articleSection": ["1 甲"]}
    assert said(root="https://example.org/a") == {"url": "https://example.org/a/a.html"}
    photographs = [SimpleNamespace(largest="images/one-960-0.jpg"), SimpleNamespace(largest="images/two-480-0.jpg")]
    assert said(photographs=photographs) == {}, "without an address a picture has none"
    assert said(photographs=photographs, root="https://example.org")["image"] == [
        "https://example.org/images/one-960-0.jpg",
        "https://example.org/images/two-480-0.jpg",
    ]
    assert said(licence="https://example.org/l") == {"license": "https://example.org/l"}
    assert said(day_published="1998-03-15") == {"datePublished": "1998-03-15"}


def test_icon_bar_and_manifest_take_their_colours_from_the_style_sheet(project):
    style = project / "theme" / "inline" / "main.css"
    css = style.read_text(encoding="utf-8")
    colours = {"--paper": ["#abcdef", "#012345"], "--accent": ["#00aa00", "#00ff00"]}
    for name, new in colours.items():
        for old, colour in zip(re.findall(rf"{name}: (#\w+);", css)[:2], new, strict=True):
            css = css.replace(f"{name}: {old};", f"{name}: {colour};")
    style.write_text(css, encoding="utf-8")
    assert run_edition(project, "html").returncode == 0
    page = (project / "output" / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((project / "output" / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert re.findall(r'name="theme-color" content="(#\w+)"', page) == ["#abcdef", "#012345"]
    assert (manifest["theme_color"], manifest["background_color"]) == ("#abcdef", "#abcdef")
    for picture in (re.search(r'rel="icon" href="([^"]*)"', page)[1], manifest["icons"][0]["src"]):
        assert "fill='%2300aa00'" in picture and not re.search("var|{{", picture)
