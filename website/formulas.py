"""A Sphinx extension: formulas as MathML, as the feedback pages have them, so that a page needs no script for them."""

from __future__ import annotations

from typing import Any

from docutils import nodes

from lessonlib.grading.book.formulas import formula


def setup(app: Any) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(formula(node.astext(), display=False))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{formula(node.astext(), display=True)}</div>')
    raise nodes.SkipNode
