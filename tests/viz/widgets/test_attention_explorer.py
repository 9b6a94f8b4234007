"""Attention for what a learner types: the picture follows the text, the place and the block."""

import pytest
import torch

from lessonlib.data import Vocabulary
from lessonlib.models import GPT, GPTConfig
from lessonlib.viz import attention_explorer, attention_rows

VOCABULARY = Vocabulary("abc ")


def a_model(**changes):
    torch.manual_seed(0)
    return GPT(GPTConfig(symbols=4, context=10, width=8, heads=2, blocks=2, **changes))


def parts(widget):
    typed, blocks, place, view = widget.box.children
    return typed, blocks, place, view


def expected(model, text, block, place):
    ids = VOCABULARY.encode(text)[None]
    shares = torch.softmax(model(ids[:, :place]).detach()[0, -1], dim=0)
    order = shares.argsort(descending=True)
    likely = {VOCABULARY.symbols[k]: float(shares[k]) for k in order.tolist()}
    weights = model.attention(ids)[0, block - 1]
    title = f"Block {block}: what place {place} looks at"
    return attention_rows(weights, text, place - 1, likely=likely, title=title)


@pytest.mark.parametrize("fused", [True, False])
def test_the_picture_is_that_of_the_model(fused):
    model = a_model(fused=fused)
    widget = attention_explorer(model, VOCABULARY, "abc a")
    typed, blocks, place, view = parts(widget)
    assert (typed.value, blocks.value, place.value, place.max) == ("abc a", 1, 5, 5)
    assert widget.snapshot() == expected(model, "abc a", 1, 5)
    place.value = 2
    blocks.value = 2
    assert widget.snapshot() == expected(model, "abc a", 2, 2)
    assert view.words == widget.snapshot().alt
    typed.value = "cab"
    assert (place.value, place.max) == (3, 3)
    assert widget.snapshot() == expected(model, "cab", 2, 3)
    typed.value = "cabcab"
    assert (place.value, place.max) == (6, 6)
    assert view.words == widget.snapshot().alt


def test_of_a_long_text_the_end_is_read():
    model = a_model()
    widget = attention_explorer(model, VOCABULARY, "cccccabcabcabc")
    assert widget.snapshot() == expected(model, "abcabcabc"[-9:].rjust(10, "c"), 1, 10)


def test_other_characters_are_left_out_and_told():
    widget = attention_explorer(a_model(), VOCABULARY, "aéb!")
    typed, _, place, view = parts(widget)
    assert place.max == 2
    assert "(not in the vocabulary: ! é)" in widget.snapshot().svg
    typed.value = ""
    assert view.words == "Nothing is typed yet; type some letters."
    assert (place.value, place.max) == (1, 1)
    typed.value = "abc"
    assert place.value == 3


def test_a_model_of_another_vocabulary_is_refused():
    with pytest.raises(ValueError, match="the model has 4 symbols and the vocabulary 2, expected as many"):
        attention_explorer(a_model(), Vocabulary("ab"))
