"""What a hostile submission holds: cells, outputs and metadata that would run GOTCHA(), load from evil.example, or lie
over a page's own words, if a page let them.
"""

from __future__ import annotations

import uuid

import nbformat

HTML = "<img src=x onerror=GOTCHA()><script>GOTCHA()</script><p class=score id=cell-1 style='position:fixed'>10</p>"
EVIL = '"><script>GOTCHA()</script><img src=//evil.example onerror=GOTCHA()>'


KINDS = (
    *("text/html", "text/markdown", "text/latex", "text/plain", "text/javascript", "text/vnd.mermaid"),
    *("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "application/pdf"),
    *("application/javascript", "application/json", "application/geo+json", "application/vnd.plotly.v1+json"),
    *("application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"),
)
VALUES = [
    HTML,
    EVIL,
    {"model_id": HTML},
    [HTML],
    "javascript:GOTCHA()",
    f"<svg onload=GOTCHA()>{HTML}</svg>",
    None,
    -1,
]


def unchecked(kind, source, **fields):
    """A cell that need not be in the notebook format."""
    cell = {"cell_type": kind, "source": source, "metadata": {}, "id": uuid.uuid4().hex, **fields}
    return nbformat.from_dict(({"outputs": [], "execution_count": None} if kind == "code" else {}) | cell)


def cells():
    """Cells that try every way into a page. Most of them break the notebook format, too."""
    kinds = [*KINDS, EVIL]
    sizes = {"width": "1 onerror=GOTCHA()", "height": EVIL, "alt": EVIL, "unconfined": True}
    metadata = [
        {**sizes, "filenames": dict.fromkeys(kinds, "//evil.example/x.png"), "text/html": {"isolated": True}},
        dict.fromkeys(kinds, sizes),
    ]
    for kind in kinds:
        outputs = [
            {"output_type": "display_data", "data": {kind: value}, "metadata": one, "svg_filename": EVIL}
            for value in VALUES
            for one in metadata
        ]
        yield unchecked("code", "x", outputs=outputs)
    yield unchecked(
        "code",
        EVIL,
        execution_count=-1,
        metadata={"tags": [EVIL, "hide"], "magics_language": EVIL, "alt": EVIL, "collapsed": True},
        outputs=[
            {"output_type": "stream", "name": "stdout", "text": EVIL},
            {"output_type": "stream", "name": EVIL, "text": f"\x1b]8;;javascript:GOTCHA()\x07{EVIL}"},
            {"output_type": "stream", "name": "stderr", "text": f"\x1b[38;2;1;1;{EVIL}m{EVIL}"},
            {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": [EVIL, f"\x1b[31m{EVIL}"]},
            {
                "output_type": "execute_result",
                "execution_count": EVIL,
                "data": {"text/html": HTML},
                "metadata": {},
            },
            {"output_type": EVIL, "data": {"text/html": HTML}, "metadata": {}},
        ],
    )
    attachments = {"a.png": {"image/png": EVIL, "text/html": HTML}, EVIL: {EVIL: HTML}}
    yield unchecked(
        "markdown",
        f"{HTML} ![{EVIL}](attachment:a.png) [{EVIL}](javascript:GOTCHA())",
        attachments=attachments,
    )
    yield unchecked(
        "markdown", f"$$\\href{{javascript:GOTCHA()}}{{x}}$$ $\\text{{{HTML}}}$ `{HTML}`\n```\n{HTML}\n```"
    )
    yield unchecked("raw", HTML, metadata={"raw_mimetype": "text/html", "format": "text/html"})
    marks = {"grade_id": EVIL, "grade": True, "solution": True, "score": 1, "points": 1, "comment": HTML}
    yield unchecked("markdown", HTML, metadata={"nbgrader": marks, "slideshow": {"slide_type": EVIL}})


METADATA = {
    "title": EVIL,
    "authors": [{"name": EVIL}],
    "kernelspec": {"name": EVIL, "display_name": EVIL},
    "language_info": {"name": EVIL, "pygments_lexer": EVIL, "file_extension": EVIL},
    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": EVIL}}},
}
