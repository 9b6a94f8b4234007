"""Formulas as MathML: those of the course all, and of strangers nothing but formulas."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lessonlib.grading.book.formulas import formula, formulas_alone

LESSONS = Path(__file__).parents[3] / "lessons"


def of_lesson(folder):
    """The formulas in the texts of a lesson."""
    texts = [path.read_text() for path in (folder / "chapter.py", folder / "exercise.py") if path.exists()]
    words = "\n".join(line[2:] for text in texts for line in text.split("\n") if line.startswith("# "))
    words = re.sub(r"`[^`\n]*`", "", words)
    yield from ((found[1].strip(), True) for found in re.finditer(r"\$\$(.+?)\$\$", words, re.DOTALL))
    inline = re.sub(r"\$\$.+?\$\$", "", words, flags=re.DOTALL)
    yield from ((found[1].strip(), False) for found in re.finditer(r"\$([^$\n]+)\$", inline))


@pytest.mark.parametrize(
    "folder", sorted(path for path in LESSONS.iterdir() if path.is_dir()), ids=lambda f: f.name
)
def test_every_formula_of_the_course_is_one(folder):
    for latex, display in of_lesson(folder):
        assert formula(latex, display=display).startswith("<math"), latex


def test_a_table_of_equations_is_aligned_by_classes():
    html = formula(r"\begin{align} a &= b \\ c &= d \end{align}", display=True)
    assert html.count('class="math-right math-close-right"') == 2
    assert html.count('class="math-left math-close-left"') == 2
    assert "style=" not in html.replace("displaystyle=", "")


@pytest.mark.parametrize(
    "latex",
    [
        r"\unknown{x}",
        r"\frac{a}",
        r"\begin{align} a",
        r"\href{javascript:x()}{a}",
        r"\def\x{\x\x}\x",
        "a" * 20_000,
        "",
        "<script>x()</script>" * 600,
    ],
)
def test_what_is_no_formula_is_shown_as_it_was_written(latex):
    html = formula(latex, display=False)
    assert re.fullmatch(r"<code>\$[^<>]*\$</code>|<math></math>", html)


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<img src=x onerror=x()>}",
        r"<script>x()</script>",
        r"\operatorname{<b>}",
        r"\raisebox{900em}{\text{Score: 10 / 10}}",
        r"\hspace{-900em}\text{Score}",
        r"\color{red}{x}",
        r"\begin{equation} a \label{cell-1} \end{equation}",
        r"\begin{array}{l|r} a & b \\ \hline c & d \end{array}",
        r'\text{" onclick="x()}',
    ],
)
def test_nothing_but_a_formula_comes_out(latex):
    html = formula(latex, display=True)
    if not html.startswith("<code>"):
        for node in ET.fromstring(html).iter():
            assert node.attrib.keys().isdisjoint({"style", "id", "href", "voffset", "onclick"})
            assert all(name.startswith("math-") for name in node.get("class", "math-").split())


@pytest.mark.parametrize(
    ("latex", "display"),
    [
        (r"$\frac{a}{b}$", False),
        (r"$\displaystyle \frac{a}{b}$", True),
        (r"$$a$$", True),
        (r"\[a\]", True),
        (r"\(a\)", False),
        ("\n\\begin{equation}\na\n\\end{equation}\n", True),
    ],
)
def test_an_output_that_is_one_formula(latex, display):
    assert ('display="block"' in formulas_alone(latex)) == display
    assert formulas_alone(latex).startswith("<math")


@pytest.mark.parametrize("latex", ["", "a", r"\section{a}", "$", "<script>x()</script>"])
def test_other_latex_is_refused(latex):
    with pytest.raises(ValueError, match="not one formula"):
        formulas_alone(latex)
