"""Style and scripts are made small without a change of what they say."""

import pytest

from edition.pages.filters import css_string, minify_css, minify_js, svg_address


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("a {\n  color: red; /* why */\n}\n", "a{color:red}"),
        ("a b > c,\nd { margin: 0 auto }", "a b>c,d{margin:0 auto}"),
        ("@media (min-width: 1em) and (max-width: 2em) {\n  a :focus { top: calc(1px + 2px) }\n}", None),
        ('a::after { content: "x; /* y */  z" }', 'a::after{content:"x; /* y */  z"}'),
    ],
)
def test_a_style_sheet_keeps_its_meaning(css, small):
    if small is None:
        small = "@media (min-width:1em) and (max-width:2em){a :focus{top:calc(1px + 2px)}}"
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


def test_a_headline_cannot_leave_its_string():
    assert css_string('甲"}乙\\<') == "甲\\22 }乙\\5c \\3c "


def test_a_picture_fits_an_attribute():
    assert svg_address('<svg a="b c"\n d="#f"/>') == "data:image/svg+xml,%3Csvg%20a='b%20c'%20d='%23f'/%3E"
