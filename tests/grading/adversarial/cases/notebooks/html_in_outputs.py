"""Shows HTML, SVG and JavaScript that would run in the reader's browser."""

POINTS = 10
STATE = "graded"


SOURCE = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
evil = "<img src=x onerror=GOTCHA()><script>GOTCHA()</script><iframe src=javascript:GOTCHA()></iframe>"
svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="GOTCHA()"><script>GOTCHA()</script></svg>'
display(HTML(evil), Javascript("GOTCHA()"), Markdown(f"[x](javascript:GOTCHA()) {evil}"), SVG(data=svg))
display({"text/html": svg, "image/svg+xml": evil, "application/javascript": "GOTCHA()"}, raw=True)
print(evil)
raise ValueError(evil)
"""


def hand_in(folder, notebook):
    notebook.add(SOURCE)
    return notebook
