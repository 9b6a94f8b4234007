"""What a GPT looks at while it reads what the learner types."""

from __future__ import annotations

from typing import Any

import ipywidgets
import torch

from lessonlib.data import Vocabulary
from lessonlib.models import GPT
from lessonlib.viz.attention import attention_rows
from lessonlib.viz.drawing import Drawing
from lessonlib.viz.picture import Picture
from lessonlib.viz.theme import MUTED
from lessonlib.viz.widgets.controls import LABEL, choice, whole_number
from lessonlib.viz.widgets.explorer import Explorer

_LIKELY = 5  # symbols that are named as likely to come next
_MOST = 64  # places that are shown


def attention_explorer(
    model: GPT, vocabulary: Vocabulary, text: str = "'Oh dear!' said the Rabbit", block: int = 1
) -> Explorer:
    """Type a text, choose a block and a place: see what each head looks at from there, and what may come next.

    model: reads the numbers that the vocabulary gives to characters; at most its context, and 64 of them.
    text: what is there at the beginning. Of a longer text, the end is read.
    block: which block to look into at the beginning, from 1.

    A character that the vocabulary does not have is left out, and the picture says so.
    Raises ValueError when the model has another number of symbols than the vocabulary.
    """
    if model.config.symbols != len(vocabulary):
        raise ValueError(
            f"the model has {model.config.symbols} symbols and the vocabulary {len(vocabulary)}, expected as many"
        )
    reader = _Reader(model, vocabulary)
    typed = ipywidgets.Text(
        value=text,
        description="text",
        continuous_update=True,
        style=LABEL,
        layout={"width": "44em", "max_width": "100%"},
    )
    blocks = choice("block", range(1, model.config.blocks + 1), block)
    place = whole_number("place", max(len(reader.read(text)), 1), 1, max(len(reader.read(text)), 1))

    def follow(change: Any) -> None:
        length = max(len(reader.read(typed.value)), 1)
        if length < place.value:  # a slider refuses a limit below its value
            place.value = length
        place.max = length
        place.value = length

    typed.observe(follow, names="value")
    return Explorer(
        [typed, blocks, place], lambda: reader.picture(typed.value, blocks.value - 1, place.value - 1)
    )


class _Reader:
    def __init__(self, model: GPT, vocabulary: Vocabulary) -> None:
        self.model, self.vocabulary = model, vocabulary
        self.most = min(model.config.context, _MOST)

    def read(self, typed: str) -> str:
        """The part of a text that the model gets."""
        known = "".join(one for one in typed if one in self.vocabulary or self.vocabulary.unknown)
        return known[-self.most :]

    def picture(self, typed: str, block: int, place: int) -> Picture:
        read = self.read(typed)
        if not read:
            return _empty()
        place = min(place, len(read) - 1)
        device = next(self.model.parameters()).device
        ids = self.vocabulary.encode(read)[None].to(device)
        with torch.no_grad():
            shares = torch.softmax(self.model(ids[:, : place + 1])[0, -1], dim=0)
            weights = self.model.attention(ids)[0, block]  # (h, T, T)
        best = shares.topk(min(_LIKELY, len(shares)))
        likely = {
            self.vocabulary.symbols[k]: share
            for k, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
        }
        title = f"Block {block + 1}: what place {place + 1} looks at"
        unknown = sorted({one for one in typed if one not in self.vocabulary})
        if unknown:
            title += f" (not in the vocabulary: {' '.join(unknown)})"
        return attention_rows(weights, read, place, likely=likely, title=title)


def _empty() -> Picture:
    sheet = Drawing(420, 40)
    sheet.text(8, 20, "Type some letters.", anchor="start", colour=MUTED)
    return sheet.picture("Nothing is typed yet; type some letters.")
