"""Shows and writes HTML, Markdown, formulas, drawings and code on which parsers take minutes, or end."""

POINTS = 10
STATE = "graded"


SOURCE = r"""
from IPython.display import HTML, SVG, Latex, Markdown, display

display(HTML("<div>" * 20_000), HTML("<ul><li>" * 100_000), HTML("".join(f"<b title={n}>" for n in range(3_000)) + "<p>a" * 3_000))
display(HTML("<svg>" * 50_000), SVG(data="<svg>" + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>"))
display(Markdown("[" * 50_000), Markdown(r"\begin{a}" * 20_000), Markdown("> " * 5_000), Markdown("- " * 5_000 + "<div>" * 20_000))
display(Latex("$" + "{" * 9_000 + "$"), Latex(r"$\def\x{\x\x}\x$"), Latex("$" + r"\frac{" * 1_500 + "$"))
print("\x1b[31ma\x1b[32mb" * 20_000, "a" * 100_000, "\r" * 100_000)
"""


def hand_in(folder, notebook):
    notebook.add(SOURCE)
    notebook.add("x = 1\n" + "\n" * 40_000 + "y" + " " * 40_000 + "= 2", kind="code")
    notebook.add("z = [" + "a." * 20_000, kind="code")
    for text in ("<div>" * 20_000, "$$" + "{" * 9_000 + "$$", "$" + r"\sqrt{" * 1_500 + "$", "`" * 50_000, "*a **b " * 20_000):
        notebook.add(text, kind="markdown")
    return notebook
