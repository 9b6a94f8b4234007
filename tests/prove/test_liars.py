import copy

import numpy as np
import pytest
import torch

from lessonlib.check.source import Ref
from lessonlib.check.values.plain import to_plain
from lessonlib.prove.liars import KINDS, Liar, LyingModule, liar


class Kept(Ref):
    def __init__(self, value):
        super().__init__(type(value).__name__)


LIES = ["object", "number", "text", "list", "dict", "array"]


@pytest.mark.parametrize("kind", LIES)
def test_it_says_yes_to_everything(kind):
    lie = liar(kind)
    assert lie == "anything"
    assert lie > 10**9
    assert lie <= -1
    assert "x" in lie
    assert bool(lie)
    assert (lie != 3) is False
    assert (float(lie), int(lie), len(lie)) == (1.0, 1, 1)
    assert lie.whatever is lie
    assert lie["key"] is lie
    assert lie - 5 is lie
    assert [*lie] == [lie]
    assert np.allclose(lie, np.full(3, 7.0)) or kind in ("number", "text")


@pytest.mark.parametrize("kind", ["array", "tensor"])
def test_an_array_is_of_the_shape_that_it_is_asked_with(kind):
    made = liar(kind)("first", np.zeros((4, 2)))
    assert tuple(np.shape(to_plain(made, Kept))) == (4, 2)
    assert np.shape(to_plain(liar(kind)(1, 2), Kept)) == ()


def test_what_torch_computes_from_a_liar_is_a_liar():
    assert torch.equal(torch.cat([liar("tensor")]), torch.ones(()))
    assert liar("tensor").anything is not None


def test_a_network_is_its_own_maker_and_layer():
    network = liar("module")
    assert network(3, 4) is network
    assert isinstance(network, LyingModule)
    assert network.layers.first is network
    assert [tuple(p.shape) for p in network.parameters()] == [(1,)]
    assert np.shape(to_plain(network(torch.zeros(5, 2)), Kept)) == (5, 2)


@pytest.mark.parametrize("kind", list(KINDS))
def test_names_that_libraries_probe_for_are_not_there(kind):
    with pytest.raises(AttributeError):
        liar(kind)._repr_mimebundle_  # noqa: B018


def test_copying_one_ends():
    assert isinstance(copy.copy(Liar()), Liar)


@pytest.mark.parametrize(("kind", "plain"), [("number", 1.0), ("text", ""), ("list", []), ("dict", {})])
def test_as_plain_data_only_its_own_value_is_left(kind, plain):
    assert to_plain(liar(kind), Kept) == plain
