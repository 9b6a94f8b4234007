"""The bundled text, and numbers for characters."""

import hashlib
from collections import Counter
from importlib.resources import files

import pytest
import torch

from lessonlib.data import Text, Vocabulary, alice
from lessonlib.data.catalogue import TEXTS


def test_alice_is_the_whole_book_in_three_parts():
    text = alice()
    assert repr(text) == (
        "Text('alice': 120,818 train, 7,107 validation, 14,214 test characters; 65 different ones)"
    )
    whole = text.train + text.validation + text.test
    file = files("lessonlib.data").joinpath("alice.txt").read_bytes()
    assert whole.encode("ascii") == file
    assert len(file) < 200_000
    assert (
        hashlib.sha256(file).hexdigest() == "4db5d1c5461fe8db9f9dfc7b94e9241e443d9513ce9bc013c9da5d1fbadf5b31"
    )
    assert whole.startswith("CHAPTER I\nDown the Rabbit-Hole\nAlice was beginning to get very tired")
    assert whole.endswith("and the happy summer days.\n")
    assert Counter(whole.split())["Alice"] == 221
    assert (text.licence, "1865" in text.citation) == ("public domain", True)


def test_each_text_is_in_the_catalogue():
    assert [make().name for make in TEXTS] == ["alice"]


def test_characters_become_numbers_and_come_back():
    vocabulary = Vocabulary("banana")
    assert vocabulary.symbols == ("a", "b", "n")
    assert len(vocabulary) == 3
    assert "b" in vocabulary
    assert "c" not in vocabulary
    ids = vocabulary.encode("nab")
    assert ids.dtype == torch.int64
    assert ids.tolist() == [2, 0, 1]
    assert vocabulary.decode(ids) == "nab"
    assert vocabulary.decode([]) == ""
    assert vocabulary.encode("").shape == (0,)
    whole = alice()
    assert whole.vocabulary.decode(whole.vocabulary.encode(whole.test)) == whole.test


def test_an_unknown_character_has_a_symbol_or_is_refused():
    vocabulary = Vocabulary("abc", unknown="?")
    assert vocabulary.symbols == ("a", "b", "c", "?")
    assert vocabulary.encode("cab!é").tolist() == [2, 0, 1, 3, 3]
    assert vocabulary.decode([0, 3]) == "a?"
    with pytest.raises(ValueError, match=r"'!', 'é' not in the vocabulary, expected only: 'abc'"):
        Vocabulary("abc").encode("é!a!")


@pytest.mark.parametrize("number", [-1, 3])
def test_a_number_without_a_symbol_is_refused(number):
    with pytest.raises(ValueError, match=f"no symbol {number}, expected numbers from 0 to 2"):
        Vocabulary("abc").decode([0, number])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("",), "at least one character"),
        ((["ab"],), "single characters"),
        (("abc", "a"), "unknown is 'a', expected one character that the vocabulary does not have"),
        (("abc", "<?>"), "unknown is '<\\?>', expected one character"),
    ],
)
def test_what_is_no_vocabulary(arguments, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary(*arguments)


def test_a_text_can_be_made_of_anything():
    text = Text("mine", "abab", "ba", "ab", "written by me", "CC0", "none")
    assert text.vocabulary.symbols == ("a", "b")
