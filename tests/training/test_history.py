"""A history keeps lists by name, and shows them as curves and as a table."""

from itertools import pairwise

import pytest

from lessonlib.training import History


def three_epochs():
    history = History()
    for loss, accuracy in ((0.8, 0.5), (0.4, 0.75), (0.2, 1.0)):
        history.append({"loss": loss, "validation_loss": loss + 0.1, "validation_accuracy": accuracy})
    return history


def test_columns_are_lists_by_name():
    history = three_epochs()
    assert history["loss"] == [0.8, 0.4, 0.2]
    assert list(history) == ["loss", "validation_loss", "validation_accuracy"]
    assert history.num_epochs == 3


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(
        KeyError, match="no 'accuracy' in this history, expected one of: loss, validation_loss"
    ):
        three_epochs()["accuracy"]


def test_epochs_must_have_the_same_names():
    with pytest.raises(ValueError, match=r"got numbers for \['loss'\], expected \['loss', 'validation_acc"):
        three_epochs().append({"loss": 1.0})


def test_plot_draws_the_losses_unless_told_otherwise():
    history = three_epochs()
    assert history.plot().alt == (
        "2 learning curves of loss. loss: falls from 0.8 to 0.2 in 3 epochs; "
        "validation_loss: falls from 0.9 to 0.3 in 3 epochs."
    )
    assert history.plot("validation_accuracy").alt == "Validation_accuracy rises from 0.5 to 1 in 3 epochs."


def test_table_is_markdown():
    assert three_epochs().table() == (
        "| epoch | loss | validation_loss | validation_accuracy |\n"
        "| ---: | ---: | ---: | ---: |\n"
        "| 1 | 0.8 | 0.9 | 0.5 |\n"
        "| 2 | 0.4 | 0.5 | 0.75 |\n"
        "| 3 | 0.2 | 0.3 | 1 |"
    )


@pytest.mark.parametrize(("num_epochs", "rows"), [(1, 10), (10, 10), (11, 10), (100, 10), (101, 10), (7, 3)])
def test_a_long_table_is_thinned_and_ends_with_the_last_epoch(num_epochs, rows):
    history = History()
    for epoch in range(num_epochs):
        history.append({"loss": epoch})
    shown = [int(line.split("|")[1]) for line in history.table(rows).splitlines()[2:]]
    assert shown[-1] == num_epochs
    assert len(shown) <= rows
    assert len({later - earlier for earlier, later in pairwise(shown)}) <= 1


def test_an_empty_history_has_an_empty_table():
    assert History().table().splitlines() == ["| epoch |", "| ---: |"]
