"""Answers as words."""

import pytest

from lessonlib.grading.similar.tokens import code_tokens, grams, text_tokens

FIRST = 'def step(w, lr):\n    """Down."""\n    w.grad.zero_()\n    return w - lr * w.grad  # here\n'
RENAMED = """\
def go(weights , rate):
    '''Other words'''
    weights.grad.zero_()

    return weights-rate*weights.grad"""


def forms(source):
    return [token.form for token in code_tokens(source)]


def test_names_texts_comments_and_layout_do_not_count():
    assert forms(FIRST) == forms(RENAMED)


@pytest.mark.parametrize(
    "other", [FIRST.replace("zero_", "fill_"), FIRST.replace("-", "+"), FIRST.replace("return", "print")]
)
def test_what_is_called_and_done_does(other):
    assert forms(FIRST) != forms(other)


def test_each_word_stands_where_it_says():
    for token in code_tokens(FIRST):
        text = FIRST[token.start : token.end]
        assert text == text.strip()
        assert token.form in ("N", "S", text)


@pytest.mark.parametrize("source", ["", "%%timeit\n!ls", "def (", "x = '''open", "\ud83d€ = 1", "\t\n"])
def test_what_is_no_python_is_read_as_well(source):
    assert all(token.form for token in code_tokens(source))


def test_prose():
    assert [token.form for token in text_tokens("The **Gradient** is 0, 기울기!")] == [
        "the",
        "gradient",
        "is",
        "0",
        "기울기",
    ]


def test_grams():
    assert list(grams(text_tokens("a b c d"), 3)) == [(("a", "b", "c"), 0), (("b", "c", "d"), 1)]
    assert list(grams(text_tokens("a b"), 3)) == []
