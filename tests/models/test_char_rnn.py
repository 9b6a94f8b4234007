"""A recurrent network for text, against its layers one by one, and writing against reading everything again."""

import pytest
import torch
from torch import nn

from lessonlib.models import CharRNN


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_it_predicts_from_the_state_after_each_character(cell):
    torch.manual_seed(0)
    model = CharRNN(7, embedding=3, hidden=5, cell=cell)
    oracle = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[cell](3, 5, batch_first=True)
    oracle.load_state_dict(model.rnn.state_dict())
    ids = torch.randint(7, (2, 6))
    one_hot = nn.functional.one_hot(ids, 7).float()
    states, _ = oracle(one_hot @ model.embedding.weight)
    torch.testing.assert_close(model(ids), states @ model.output.weight.T + model.output.bias)


def test_it_writes_what_it_would_write_after_reading_all_again():
    torch.manual_seed(0)
    model = CharRNN(7, embedding=3, hidden=5)
    start, random = torch.randint(7, (2, 3)), torch.Generator()
    got = model.write(start, 8, temperature=0.7, top_k=4, random=random.manual_seed(5))
    random.manual_seed(5)
    want = start
    for _ in range(8):
        logits = model(want)[:, -1] / 0.7
        logits[logits < logits.topk(4).values[:, -1:]] = -torch.inf
        want = torch.cat([want, torch.multinomial(logits.softmax(1), 1, generator=random)], dim=1)
    assert torch.equal(got, want)
    assert torch.equal(model.write(start, 0), start)


def test_a_wrong_cell_is_refused():
    with pytest.raises(ValueError, match="there is no cell 'elman'"):
        CharRNN(7, cell="elman")
