"""Has web pages and drawings beside it that would run in the origin from which they are opened."""

POINTS = 10
STATE = "graded"


EVIL = "<script>GOTCHA()</script>"


def hand_in(folder, notebook):
    for name in ("index.html", "01_line.html", "feedback.htm", "a.svg", "a.xhtml", "plots/b.html", ".c.ipynb"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(EVIL)
    notebook.add("[my page](index.html) <a href='plots/b.html'>b</a> <a href='files/index.html'>c</a>", kind="markdown")
    return notebook
