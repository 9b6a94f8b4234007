"""HParams, by the rules of TensorFlow 1.15's."""

import pytest

import lessonlib.tf1 as tf


def some():
    return tf.contrib.training.HParams(rate=0.1, layers=[64, 64], name="net", steps=10, flag=True)


def test_values_are_read_changed_and_listed():
    h = some().parse("rate=0.5,layers=[32,16,8],name=other,flag=false,steps=3")
    assert h.values() == {"rate": 0.5, "layers": [32, 16, 8], "name": "other", "steps": 3, "flag": False}
    h.override_from_dict({"steps": 4}).add_hparam("more", 1.5)
    assert (h.steps, h.get("more"), h.get("none", 7), "rate" in h) == (4, 1.5, 7, True)
    h.del_hparam("more")
    assert tf.contrib.training.HParams(a=1).to_json() == '{"a": 1}'
    assert tf.contrib.training.HParams(a=1).parse_json('{"a": 2}').a == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [("x=1", "Unknown hyperparameter: x"), ("steps=1.5", "Could not cast"), ("rate=abc", "Could not parse"),
     ("rate", "Malformed")],
)  # fmt: skip
def test_mistakes(text, message):
    with pytest.raises(ValueError, match=message):
        some().parse(text)
