"""Formulas of notebooks and docs are MathML in the page that Sphinx makes."""

import re
import subprocess
import sys

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install -e '.[site]'")

PAGE = r"""# A page

Inline $x^2$, and alone:

$$\frac{a}{b} = \sum_i w_i$$

\begin{align} y &= 1 \\ z &= 2 \end{align}
"""


def test_formulas_need_no_script(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text(
        "extensions = ['myst_nb', 'website.formulas']\nhtml_math_renderer = 'mathml'\n"
        "myst_enable_extensions = ['dollarmath', 'amsmath']\n",
        encoding="utf-8",
    )
    (source / "index.md").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(source), str(tmp_path / "out")]
    subprocess.run(command, check=True)
    text = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert len(re.findall("<math", text)) == 3
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in text
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in text
    assert not re.search("<script[^>]*mathjax", text, re.IGNORECASE)
