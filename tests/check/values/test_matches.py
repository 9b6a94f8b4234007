from __future__ import annotations

import re

import pytest

from lessonlib.check.values.exact import put_together, taken_apart

MATCH = re.compile(r"(?P<word>\w+) (\d+)?(!)?").search("-- abc 12!")


@pytest.fixture
def found():
    return put_together(*taken_apart(MATCH))


def test_it_is_like_the_match(found):
    assert found
    assert isinstance(found, re.Match)
    assert repr(found) == repr(MATCH)
    for ask in (
        lambda m: m.group(),
        lambda m: m.group(1, 2),
        lambda m: m["word"],
        lambda m: m.groups(),
        lambda m: m.groupdict(),
        lambda m: (m.start(), m.end(2), m.span("word")),
        lambda m: (m.string, m.regs),
    ):
        assert ask(found) == ask(MATCH)


def test_groups_that_took_no_part():
    match = re.match(r"(a)|(?P<b>b)", "a")
    found = put_together(*taken_apart(match))
    assert found.groups("none") == match.groups("none") == ("a", "none")
    assert found.groupdict() == match.groupdict() == {"b": None}


@pytest.mark.parametrize("group", [4, -1, "other"])
def test_no_such_group(found, group):
    with pytest.raises(IndexError, match="no such group"):
        found.group(group)


def test_it_crosses_again(found):
    assert put_together(*taken_apart(found)).groups() == MATCH.groups()


@pytest.mark.parametrize("parts", [["a", [], {}], [3, [[0, 1]], {}], ["a", [[0]], {}], ["a", [["x", 1]], {}]])
def test_parts_of_no_match(parts):
    with pytest.raises(ValueError, match="make none"):
        put_together("match", parts)
