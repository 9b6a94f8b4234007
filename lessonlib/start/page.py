"""A table below a sentence, as a notebook and a terminal show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A sentence, and a table of Markdown texts below it: `columns` are its headings, and each row has as many
    cells. Without columns there is no table.
    """

    summary: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def _repr_markdown_(self) -> str:
        if not self.columns:
            return self.summary
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"{self.summary}\n\n{table}"

    def __repr__(self) -> str:
        return self._repr_markdown_()
