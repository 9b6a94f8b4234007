"""Shows pictures whose sizes, names and sources would run, load or hide something in the reader's browser."""

POINTS = 10
STATE = "graded"


SOURCE = """
from IPython.display import HTML, SVG, Image, Latex, Markdown, display

png = "iVBORw0KGgo="
evil = "1 onerror=GOTCHA()"
for kind in ("image/png", "image/jpeg", "image/gif"):
    display({kind: png}, metadata={kind: {"width": evil, "height": evil, "alt": '" onload=GOTCHA()'}}, raw=True)
    display({kind: png}, metadata={"width": evil, "unconfined": True}, raw=True)
    display({kind: png}, metadata={"filenames": {kind: "https://evil.example/seen.png"}}, raw=True)
    display({kind: '"><script>GOTCHA()</script>'}, raw=True)
display(Image(url="https://evil.example/seen.png", width="1 onerror=GOTCHA()", height=3))
display(HTML("<div class='score' id='cell-1' style='position: fixed'>Score: 10 / 10</div>"), metadata={"isolated": True})
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg'><image href='https://evil.example/seen.png'/></svg>"))
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg' onload='GOTCHA()'><script>GOTCHA()</script></svg>"))
display(Markdown("![x](https://evil.example/seen.png) ![y](javascript:GOTCHA())"))
display(Latex(r"$\\\\href{javascript:GOTCHA()}{x} \\\\class{score}{y} \\\\raisebox{900px}{\\\\text{Score: 10 / 10}}$"))
"""
TEXT = """
![x](https://evil.example/seen.png) ![y](attachment:y.png) ![z](index.html) [w](index.html) [v](../../formgrader)

<p class="score" id="cell-1">Score: 10 / 10</p> $\\href{javascript:GOTCHA()}{x}$ <img src=x width="1 onerror=GOTCHA()">
"""


def hand_in(folder, notebook):
    notebook.add(SOURCE)
    notebook.add(TEXT, kind="markdown")
    notebook["cells"][-1]["attachments"] = {"y.png": {"image/png": '" onerror="GOTCHA()', "text/html": "<script>"}}
    return notebook
