# %% [markdown]
# # 20b. Text and attention: a small GPT
#
# A recurrent network must squeeze all that it has read into one state. Here a network learns to **look back** instead.
# You build attention by hand, put it together with four old ideas, and get a GPT: small, but made of the same parts as
# the large ones. It learns from *Alice*, writes, and shows you what it looks at.
#
# **After this chapter you can**
#
# - calculate attention by hand, and say why the products are divided by the square root of d;
# - mask the future, and prove that the mask works;
# - cut the width into heads the right way, and tell a network where a symbol stands;
# - explain each part of a GPT block, and count its parameters;
# - train a GPT, compare it honestly, sample from it with temperature and top-k, and say what long texts cost.
#
# **Time**: {{time}}, with the practice, and about 60 minutes for the exercise. **Needs**: {{previous}}. No GPU, no
# network. The sections are numbered on from there.

# %%
import math
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

import lessonlib.tf1 as tf
from lessonlib import data, training, viz
from lessonlib.models import GPT, GPTConfig

torch.set_num_threads(1)  # small steps: a second thread would only be waited for
FAST = os.environ.get("LESSONLIB_FAST") == "1"  # train for a shorter time, when the course is tested

# %% [markdown]
# ## 6. Queries, keys, values
#
# Attention is a look-up in which nothing must match exactly. In a dictionary you have a **query**, compare it with the
# **keys**, and get the **value** of the one key that is equal. Here query and keys are vectors; their dot product, the
# **score**, says how well they match; and you get a *mixture* of all values, in which those that match well count most:
#
# $$\text{weights} = \text{softmax}(q\,k^T) \qquad \text{mixed} = \text{weights} \cdot v$$
#
# An example by hand. Four places of a text, with keys of two numbers: "am I a name?" and "am I a verb?". The query asks
# for a name. The values are what the places have to tell.

# %%
words = ["Alice", "saw", "the", "Rabbit"]
keys = np.array([[4.0, 0.0], [0.0, 4.0], [0.0, 0.0], [3.0, 0.0]])  # (T, d)
values = np.array([[1.0], [2.0], [3.0], [4.0]])  # (T, 1)
query = np.array([[1.0, 0.0]])  # one query: a name, please


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


scores = query @ keys.T  # (1, T)
weights = softmax(scores)
mixed = weights @ values  # (1, 1)
title = "Query times keys gives scores; their softmax weighs the values"
viz.matrix(query, "@", keys.T, "=", scores, "→", weights, "@", values, "=", mixed, title=title)

# %% proof
assert scores.tolist() == [[4, 0, 0, 3]]
assert np.allclose(weights, [[0.7114, 0.0130, 0.0130, 0.2617]], atol=1e-3)
assert np.allclose(mixed, [[1.823]], atol=1e-2)

# %% [markdown]
# Alice gets 71% of the weight and the Rabbit 26%. Nothing is chosen with a yes or no, so there is a gradient for
# everything. In a network, query, key and value of a place are three linear layers of the numbers at this place. So
# it is *learned* what to ask, what to offer, and what to tell. Each place asks; with T places there is a table of T x
# T scores.
#
# **Your turn.** Two keys, with the scores 0 and $\ln 4 = 1.386$. Their values are 10 and 20. What does the query get?
# Set `answer_of_two`.

# %% try="answer_of_two"
answer_of_two = ...

# %% solution="answer_of_two"
answer_of_two = 18

# %% [markdown] solution="answer_of_two"
# The powers are 1 and 4, so the weights are 0.2 and 0.8, and 0.2 · 10 + 0.8 · 20 = 18.

# %% [markdown] hints="answer_of_two"
# - when "got:      15": That would be equal weights. Is one score larger?
# - when "got:      90": Divide by the sum of the powers.
# 1. $e^0$ and $e^{\ln 4}$ are 1 and 4.

# %% check="answer_of_two"
expect.predicted(answer_of_two, 18, what="What the query gets", hint="Powers, weights, mixture.")

# %% wrong="answer_of_two" message="got:      15"
answer_of_two = 15

# %% wrong="answer_of_two" message="got:      90"
answer_of_two = 90

# %% [markdown]
# ## 7. Why divide by the root of d
#
# A score is a sum of d products. If the numbers in q and k have the variance 1, each product has the variance 1, and
# their sum the variance d. Measure it, and look at what a softmax makes of ten such scores:

# %%
rng = np.random.default_rng(0)
widths = [1, 4, 16, 64, 256]
variance, largest, largest_scaled = [], [], []
for d in widths:
    q, k = rng.normal(size=(2000, 1, d)), rng.normal(size=(2000, 10, d))
    scores = (q * k).sum(axis=2)  # (2000, 10): ten scores for each of 2000 queries
    variance.append(scores.var())
    largest.append(softmax(scores).max(axis=1).mean())
    largest_scaled.append(softmax(scores / np.sqrt(d)).max(axis=1).mean())
print("variance of a score:", {d: round(float(one), 1) for d, one in zip(widths, variance, strict=True)})
curves = {"undivided": largest, "divided by the root of d": largest_scaled}
title = "Undivided, one of ten places gets nearly everything"
viz.lines(widths, curves, names=("d", "mean of the largest weight"), title=title)

# %% proof
assert np.allclose(variance, widths, rtol=0.06)
assert largest[-1] > 0.9
assert max(largest_scaled) < 0.45
assert all(np.diff(largest) > 0)

# %% [markdown]
# The variance is d. At d = 256 the largest of ten weights is above 0.9 on average, at the *start* of training, when
# nothing has been learned. Such a softmax is flat: its gradient is nearly 0 (lesson 4), and it learns slowly. Divided
# by $\sqrt d$, the scores have the variance 1 whatever d is. This is the **scaled** dot product:
#
# $$\text{attention}(q, k, v) = \text{softmax}\left(\frac{q\,k^T}{\sqrt d}\right) v$$

# %% [markdown]
# ## 8. Do not look ahead
#
# Our network shall say the *next* symbol at each place. But the answer of place t stands at place t + 1, in the same
# window! So place t may only look at places up to t. The **causal mask** puts minus infinity in place of all scores to
# the right of the diagonal, *before* the softmax: $e^{-\infty} = 0$, and the rest still adds up to 1.


# %%
def attention(q, k, v):
    """q, k, v (..., T, d) -> weights (..., T, T) and mixed values (..., T, d)."""
    T, d = q.shape[-2:]
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)  # (..., T, T): row = query, column = key
    later = torch.ones(T, T, dtype=torch.bool).triu(diagonal=1)
    weights = scores.masked_fill(later, float("-inf")).softmax(dim=-1)
    return weights, weights @ v


torch.manual_seed(0)
q, k, v = torch.randn(3, 6, 4)  # six places, four numbers
weights, mixed = attention(q, k, v)
viz.attention_map(weights, "rabbit", title="Each row looks at itself and what came before")

# %% proof
assert torch.allclose(mixed, F.scaled_dot_product_attention(q, k, v, is_causal=True), atol=1e-6)
assert (weights.triu(1) == 0).all()
assert torch.allclose(weights.sum(dim=1), torch.ones(6))

# %% [markdown]
# PyTorch has all of it in one function, `F.scaled_dot_product_attention(q, k, v, is_causal=True)`, with the same
# numbers. **The graph way** is the formula, operation by operation:

# %%
tf.reset_default_graph()
Q, K, W = (tf.constant(part.numpy()) for part in (q, k, v))
later = tf.constant(np.triu(np.full((6, 6), -1e9, dtype=np.float32), k=1))
probabilities = tf.nn.softmax(tf.matmul(Q, K, transpose_b=True) / math.sqrt(4) + later)
with tf.Session() as sess:
    in_graph = sess.run(tf.matmul(probabilities, W))
print("largest difference:", np.abs(in_graph - mixed.numpy()).max())

# %% proof
assert np.allclose(in_graph, mixed, atol=1e-6)

# %% [markdown]
# **Your turn.** This mask comes *after* the softmax. Later places do get 0, and something else is broken. Repair it, so
# that `rows` are the right weights.

# %% try="masked"
scores = torch.tensor([[1.0, 3.0], [0.0, 0.0]])
rows = scores.softmax(dim=-1).tril()

# %% solution="masked"
scores = torch.tensor([[1.0, 3.0], [0.0, 0.0]])
later = torch.tensor([[False, True], [False, False]])
rows = scores.masked_fill(later, float("-inf")).softmax(dim=-1)

# %% [markdown] solution="masked"
# The first row must be (1, 0): it can look at itself only. Masked afterwards it was (0.12, 0), because the score 3 of
# the *later* place had already taken its share. So the future leaks through the sum. Dividing each row by its sum
# afterwards would be right as well.

# %% [markdown] hints="masked"
# - when "add up to": How much is left of the first row?
# - when "rows is not right": A score of 0 is not "nothing": its power is 1.
# 1. Minus infinity first, softmax then. The cell above has the line.

# %% check="masked"
expect.shape(rows, (2, 2), what="rows")
expect.close(rows.sum(dim=1), [1, 1], what="what the rows add up to", hint="Mask before the softmax.")
expect.close(rows, [[1, 0], [0.5, 0.5]], what="rows", atol=1e-4, hint="Minus infinity, then softmax.")

# %% wrong="masked" message="add up to"
rows = torch.tensor([[1.0, 3.0], [0.0, 0.0]]).softmax(dim=-1).tril()

# %% wrong="masked" message="rows is not right"
rows = torch.tensor([[1.0, 3.0], [0.0, 0.0]]).tril().softmax(dim=-1)

# %% [markdown]
# ## 9. Several heads
#
# One softmax has one peak. A place may want to know several things at once: which letter was before me, where did
# this word begin, is a quotation open? So the width C is cut into h **heads** of d = C / h numbers. Each has its own
# queries, keys and values, and its own table of weights; at the end their results stand side by side again.
#
# Cutting is where programs go wrong. The numbers of one place stand side by side, so first the *last* axis is cut, and
# then the heads are brought to the front:

# %%
x = torch.arange(12.0).reshape(1, 3, 4)  # one text, three places, width 4
right = x.reshape(1, 3, 2, 2).transpose(1, 2)  # (n, T, h, d), then (n, h, T, d)
mixed_up = x.reshape(1, 2, 3, 2)  # the same shape
title = "x; two heads cut right; and two heads that mix up the places"
viz.matrix(x[0], "→", right[0], "or", mixed_up[0], title=title)

# %% proof
assert right[0, 0].tolist() == [[0, 1], [4, 5], [8, 9]]
assert mixed_up[0, 0].tolist() == [[0, 1], [2, 3], [4, 5]]
assert right.shape == mixed_up.shape

# %% [markdown]
# In the middle, head 0 has the first half of *each* place. On the right it has all of place 0 and half of place 1. No
# error is raised, the loss even falls, and the causal mask no longer means anything.
#
# **Your turn.** `heads` (n, h, T, d) = (1, 2, 3, 2) come out of attention. Put them side by side again: `joined` must
# be the x of the cell above, (1, 3, 4).

# %% try="joined"
heads = torch.arange(12.0).reshape(1, 3, 2, 2).transpose(1, 2)
joined = heads.reshape(1, 3, 4)

# %% solution="joined"
heads = torch.arange(12.0).reshape(1, 3, 2, 2).transpose(1, 2)
joined = heads.transpose(1, 2).reshape(1, 3, 4)

# %% [markdown] solution="joined"
# The same two steps, backwards: the places come to the front, then the heads of each place are joined. `flatten(2)` in
# place of `reshape` says it as well.

# %% [markdown] hints="joined"
# - when "joined is not right": The shape is right. Which axis must come to the front before the numbers are joined?
# 1. To cut: reshape, then transpose. And backwards?

# %% check="joined"
expect.shape(joined, (1, 3, 4), what="joined")
expect.close(joined, np.arange(12.0).reshape(1, 3, 4), what="joined", hint="First transpose.")

# %% wrong="joined" message="joined is not right"
joined = torch.arange(12.0).reshape(1, 3, 2, 2).transpose(1, 2).reshape(1, 3, 4)

# %% [markdown]
# ## 10. Where is it? Positions
#
# One thing is missing: attention does not know the order. Scores depend on *what* stands somewhere, not on *where*. To
# the last place, `dog bites man` and `man bites dog` are the same bag. So a vector for the **position** is added to the
# embedding of each symbol. It may be **learned**, one row for each place, as in GPT. Or it is made of waves, as in the
# first transformer: row t holds $\sin(t\,\omega_i)$ and $\cos(t\,\omega_i)$, with $\omega_i = 10000^{-2i/C}$, from fast
# waves to slow ones.

# %%
from lessonlib.models.gpt import sine_positions

table = sine_positions(24, 16)
title = "Sine positions: a row for each place, fast waves on the left"
viz.matrix(table, title=title)

# %% proof
assert np.allclose(
    table[7, 2:4], [math.sin(7 * 10000 ** (-2 / 16)), math.cos(7 * 10000 ** (-2 / 16))], atol=1e-5
)
products = table @ table.T
assert torch.allclose(products[2:, 2:], products[:-2, :-2], atol=1e-4)
torch.manual_seed(0)
symbols = torch.randn(5, 4)  # embeddings
order = [2, 0, 1, 3]
without = [attention(rows, rows, rows)[1][-1] for rows in (symbols[:4], symbols[order])]
assert torch.allclose(*without, atol=1e-6)
place = sine_positions(4, 4)
with_places = [attention(r, r, r)[1][-1] for r in (symbols[:4] + place, symbols[order] + place)]
assert not torch.allclose(*with_places, atol=1e-3)

# %% [markdown]
# The dot product of two rows depends only on their distance, so "three places before me" can be asked for anywhere.
#
# **Your turn.** For a context of 64 places and width 96: how many numbers are *learned* for positions of each kind? Set
# `for_learned` and `for_sine`.

# %% try="position_sizes"
for_learned = ...
for_sine = ...

# %% solution="position_sizes"
for_learned = 64 * 96
for_sine = 0

# %% [markdown] solution="position_sizes"
# 6144 and 0. Sine positions are calculated, for places of any number. Learned rows exist only for places that were
# there in training: a GPT cannot read a 65th symbol.

# %% [markdown] hints="position_sizes"
# - when "Learned": A row of 96 numbers for each of 64 places.
# - when "Sine": Does anything in the formula come from training?
# 1. Which of the two tables is a parameter?

# %% check="position_sizes"
expect.predicted(for_learned, 6144, what="Learned positions", hint="Rows times width.")
expect.predicted(for_sine, 0, what="Sine positions", hint="A formula has no parameters.")

# %% wrong="position_sizes" message="Learned"
for_learned, for_sine = 64, 0

# %% wrong="position_sizes" message="Sine"
for_learned, for_sine = 6144, 6144

# %% [markdown]
# ## 11. LayerNorm, and one block
#
# Deep networks need numbers of a steady size (lesson 10). **LayerNorm** takes the C numbers of *one place*, subtracts
# their mean and divides by their standard deviation; then a learned weight and bias for each of the C numbers. Batch
# normalisation asks the other rows of the batch; LayerNorm asks nobody, so one text cannot influence another, and
# training and evaluation are the same.
#
# A **block** of a GPT has two parts. Attention brings numbers from other places. Then an **MLP** works at each place on
# its own: C to 4C numbers, GELU (a smooth ReLU), and back to C. Both see their input normalised first (*pre-norm*), and
# both **add** to what is there:
#
# $$x \leftarrow x + \text{attention}(\text{norm}_1(x)) \qquad x \leftarrow x + \text{mlp}(\text{norm}_2(x))$$
#
# Such additions are **residual connections**: the gradient has a way through all blocks along which nothing is
# multiplied. (Lesson 19 is about them.) The library's code for a block is this short:

# %%
import inspect

from lessonlib.models.gpt import Block

print(inspect.getsource(Block.forward))
block = Block(GPTConfig(width=96, heads=4))
x = 3 * torch.randn(2, 10, 96) + 1
print(x.shape, "->", block(x).shape)
normalised = block.norm_1(x)
one = normalised[0, 0]
print(f"mean and deviation of one place: {one.mean().abs():.4f}, {one.std(unbiased=False):.4f}")

# %% proof
by_hand = (x - x.mean(dim=2, keepdim=True)) / (x.var(dim=2, keepdim=True, unbiased=False) + 1e-5).sqrt()
assert torch.allclose(normalised, by_hand, atol=1e-5)
oracle = nn.MultiheadAttention(96, 4, batch_first=True)
with torch.no_grad():
    oracle.in_proj_weight.copy_(block.attention.qkv.weight)
    oracle.in_proj_bias.copy_(block.attention.qkv.bias)
    oracle.out_proj.load_state_dict(block.attention.output.state_dict())
    mask = torch.ones(10, 10, dtype=torch.bool).triu(1)
    want, _ = oracle(normalised, normalised, normalised, attn_mask=mask)
    assert torch.allclose(block.attention(normalised), want, atol=1e-5)

# %% [markdown]
# **Your turn.** x has the shape (2, 10, 96). LayerNorm calculates how many means? Set `num_means`.

# %% try="num_means"
num_means = ...

# %% solution="num_means"
num_means = 2 * 10

# %% [markdown] solution="num_means"
# One for each place of each text. Batch normalisation would calculate 96: one for each column, over all places of all
# texts.

# %% [markdown] hints="num_means"
# - when "got:      96": That is batch normalisation.
# - when "got:      2": Places of one text do not share a mean.
# 1. Which numbers belong together: those of one place.

# %% check="num_means"
expect.predicted(num_means, 20, what="The number of means", hint="One for each place.")

# %% wrong="num_means" message="got:      96"
num_means = 96

# %% wrong="num_means" message="got:      2"
num_means = 2

# %% [markdown]
# ## 12. A small GPT
#
# Now put it together: embedding plus position, some blocks, a last LayerNorm, and a linear layer to the logits of 65
# symbols. That is all of a **GPT** (*generative pre-trained transformer*). Read it:
# `lessonlib/models/gpt.py`.
#
# | part | parameters | here: C = 96, V = 65, T = 64 |
# | --- | --- | ---: |
# | embedding, output | V C each | 12,480 |
# | positions | T C | 6,144 |
# | each block: q, k, v; output of attention | 3 C² + 3 C; C² + C | 37,248 |
# | each block: MLP | 8 C² + 5 C | 74,208 |
# | each block: two LayerNorms; the last one | 4 C; 2 C | 384; 192 |
#
# A block has 12 C² + 13 C parameters, however many heads there are and however long the text is. GPT-2 of 2019 has the
# same parts, with C = 768, 12 blocks, V = 50,257 and T = 1024: 124 million, because its output shares the embedding.

# %%
book = data.alice()
vocabulary = book.vocabulary
train, test = vocabulary.encode(book.train), vocabulary.encode(book.test)
torch.manual_seed(0)
model = GPT(GPTConfig(symbols=65, context=64, width=96, heads=4, blocks=2))
print(f"{sum(part.numel() for part in model.parameters()):,} parameters")

# %% proof
C, V, T = 96, 65, 64
assert 2 * V * C == 12_480
assert T * C == 6144
assert 4 * C * C + 4 * C == 37_248
assert 8 * C * C + 5 * C == 74_208
assert (
    sum(part.numel() for part in model.parameters()) == 2 * V * C + T * C + 2 * (12 * C**2 + 13 * C) + 2 * C
)
assert round((50_257 * 768 + 1024 * 768 + 12 * (12 * 768**2 + 13 * 768) + 2 * 768) / 1e6) == 124

# %% [markdown]
# **Your turn.** How many parameters does *one block* have when the width is 128? Set `in_block`.

# %% try="in_block"
in_block = ...

# %% solution="in_block"
in_block = 12 * 128**2 + 13 * 128

# %% [markdown] solution="in_block"
# 198,272. Twice the width is nearly four times the parameters, and the time of a step grows with them.

# %% [markdown] hints="in_block"
# - when "got:      196608": The matrices are right. Each layer has a bias, and each LayerNorm two vectors.
# 1. The line below the table has the formula.

# %% check="in_block"
expect.predicted(in_block, 198_272, what="The parameters of a block", hint="12 C² + 13 C.")

# %% wrong="in_block" message="got:      196608"
in_block = 12 * 128**2

# %% proof
assert sum(part.numel() for part in Block(GPTConfig(width=128)).parameters()) == 198_272

# %% [markdown]
# Train it as the GRU was trained: the same 1,400 steps of 16 windows, and the same loop (`training.fit_text`). This
# takes about a minute on one core.

# %%
STEPS = 40 if FAST else 1400
bits_of_steps = training.fit_text(model, train, steps=STEPS, batch_size=16, length=64, lr=0.005)
on_test = training.bits_per_character(model, test)
print(f"GPT: {on_test:.2f} bits per character on the test text")
smooth = np.mean(np.reshape(bits_of_steps, (-1, 20)), axis=1)
title = "First letters, then pairs, then words"
viz.learning_curves({"GPT": smooth}, x="step", y="bits per character", every=20, title=title)

# %% proof
assert on_test < 4.6
assert FAST or on_test < 2.4

# %% [markdown]
# On the test text, three seeds each, 1,400 steps (`python -m benchmarks.text`; seconds of processor time on one thread
# of a shared AMD EPYC, not measured on a GPU):
#
# | model | parameters | bits per character | mean | seconds |
# | --- | ---: | --- | ---: | ---: |
# | uniform; unigram; bigram | | 6.02; 4.56; 3.47 | | |
# | RNN | 31,201 | 2.38, 2.38, 2.38 | 2.38 | 13 |
# | GRU | 72,673 | 2.18, 2.17, 2.20 | 2.18 | 30 |
# | GPT | 242,496 | 2.25, 2.22, 2.24 | 2.23 | 46 |
#
# The GPT writes better than bigrams and the plain RNN, but honestly: **the GRU is better still.** Attention has to
# learn even what "the letter before me" means, which a recurrent network gets for nothing. With little text and
# little time, a built-in order wins. What speaks for attention are long distances, and that all places are calculated
# at once, so that it can be made large. Here is the task of section 5 again, copying, with one block of width 32:


# %%
def share_copied(model, n, updates=300):
    """As in section 5: train on lines `letters|letters`; the share of letters that are copied right."""
    generator = torch.Generator().manual_seed(0)
    adam = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)

    def lines(count):
        letters = torch.randint(16, (count, n), generator=generator)
        return torch.cat([letters, torch.full((count, 1), 16), letters], dim=1)

    for _ in range(updates):
        ids = lines(64)
        logits = model(ids[:, :-1])[:, n:]
        loss = F.cross_entropy(logits.flatten(0, 1), ids[:, n + 1 :].flatten())
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
    ids = lines(500)
    with torch.no_grad():
        right = model(ids[:, :-1])[:, n:].argmax(dim=2) == ids[:, n + 1 :]
    return right.float().mean().item()


copied = {}
for n in [8] if FAST else [32, 16, 8]:
    torch.manual_seed(0)
    one_block = GPT(GPTConfig(symbols=17, context=66, width=32, heads=2, blocks=1))
    copied[n] = share_copied(one_block, n)
    print(f"{n:2} letters: {copied[n]:.0%} are right")
ids = torch.tensor([[3, 14, 1, 5, 9, 2, 6, 11, 16, 3, 14, 1, 5, 9, 2, 6]])
letters = "dobfjcgl|dobfjcg"
title = "Behind the bar each place looks 8 places back: at the letter that comes next"
viz.attention_map(one_block.attention(ids)[0, 0], letters, title=title)

# %% proof
assert min(copied.values()) > 0.98
looks = one_block.attention(ids)[0, 0, :, 8:, :8]  # (h, 8, 8): from the bar on, at the letters
assert (looks.diagonal(dim1=1, dim2=2).amax(dim=0) > 0.8).all()

# %% [markdown]
# All letters are right at every length, with a state of no size at all: the network *looks*. You can read its method
# off the picture, a line parallel to the diagonal.
#
# ## 13. Temperature and top-k
#
# To write, draw from the probabilities. Two knobs change them first. The logits are divided by a **temperature**:
# below 1 likely symbols become likelier, above 1 all become more alike. And **top-k** forbids all but the k likeliest
# symbols, because many small probabilities together make one strange letter likely in each line.

# %%
start = vocabulary.encode("Alice ")[None]
for temperature, top_k in ((0.3, None), (0.8, None), (1.5, None), (1.5, 5)):
    generator = torch.Generator().manual_seed(1)
    ids = model.write(start, 150, temperature=temperature, top_k=top_k, random=generator)
    print(f"[temperature {temperature}, top-k {top_k}] {vocabulary.decode(ids[0])}\n")

# %% proof
from lessonlib.models import next_probabilities

shares = next_probabilities(torch.tensor([math.log(4), math.log(2), 0.0]), temperature=0.5)
assert torch.allclose(shares, torch.tensor([16, 4, 1]) / 21)

# %% [markdown]
# Cold writing repeats itself, hot writing falls apart, and with top-k it can be hot without nonsense letters. Neither
# is better: it depends on whether you want a safe answer or a surprise.
#
# **Your turn.** Three symbols have the probabilities 4/7, 2/7 and 1/7 at the temperature 1. What are they with
# `top_k=2`? And at the temperature 1/2 (all symbols)? Set `with_top_2` and `colder` to lists of three numbers.
# (Dividing logits by 1/2 squares the powers.)

# %% try="two_knobs"
with_top_2 = ...
colder = ...

# %% solution="two_knobs"
with_top_2 = [2 / 3, 1 / 3, 0]
colder = [16 / 21, 4 / 21, 1 / 21]

# %% [markdown] solution="two_knobs"
# The two that are left keep their ratio of 2 to 1. At half the temperature the ratios 4 : 2 : 1 become 16 : 4 : 1.

# %% [markdown] hints="two_knobs"
# - when "With top_k=2": What is left must add up to 1.
# - when "The colder ones": 4, 2 and 1, squared, and divided by their sum.
# 1. Write the three numbers as shares of 7, then of what remains.

# %% check="two_knobs"
expect.predicted(with_top_2, [2 / 3, 1 / 3, 0], what="With top_k=2, the list", hint="They add up to 1.")
expect.predicted(colder, [16 / 21, 4 / 21, 1 / 21], what="The colder ones", hint="Squares, shared out.")

# %% wrong="two_knobs" message="With top_k=2"
with_top_2, colder = [4 / 7, 2 / 7, 0], [16 / 21, 4 / 21, 1 / 21]

# %% wrong="two_knobs" message="The colder ones"
with_top_2, colder = [2 / 3, 1 / 3, 0], [0.5, 0.3, 0.2]

# %% [markdown]
# ## 14. What does it look at?
#
# Type a text, and choose a block and a place. Each line is one head; the darker a character, the more weight it gets.
# A dot stands for a blank. (Tab goes from control to control, the arrow keys move the slider.) Look for heads that
# look at the character before, and two places before: with these the GPT knows pairs and triples of letters. What do
# the heads of block 2 look at, which see what block 1 has found?

# %%
viz.attention_explorer(model, vocabulary, "'Oh dear!' said the Rabbit", block=1)

# %% [markdown]
# Be careful with what you see. That a head looks somewhere does not yet say what it *does* with it: the values and
# everything behind them decide. (Jain and Wallace, below, on when attention explains anything.)
#
# ## 15. What length costs
#
# Each of T places makes a score with each of T places. So the tables of weights grow with T², while everything else
# grows with T. PyTorch can count the multiply-adds of a forward pass:


# %%
def multiply_adds(length, width=96):
    """Of one text in one forward pass, in millions: all, and those of the scores and mixtures alone."""
    network = GPT(GPTConfig(context=length, width=width, fused=False))
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        network(torch.zeros(1, length, dtype=torch.int64))
    # Two blocks, two products in all heads: (T, d) x (d, T) and (T, T) x (T, d).
    tables = 2 * 2 * length**2 * width
    return counter.get_total_flops() / 2e6, tables / 1e6


lengths = [64, 128, 256, 512, 1024, 2048]
counted = [multiply_adds(length) for length in lengths]
for length, (total, tables) in zip(lengths, counted, strict=True):
    print(
        f"{length:5} places: {total:7,.0f} million multiply-adds, {tables / total:.0%} of them in the tables"
    )
curves = {"all": [a for a, _ in counted], "tables of weights": [b for _, b in counted]}
viz.lines(lengths, curves, names=("places", "million multiply-adds"), title="The tables overtake the rest")

# %% proof
linear = 2 * 12 * 96**2 + 65 * 96  # multiply-adds of all layers for one place
for length, (total, tables) in zip(lengths, counted, strict=True):
    assert abs(total - (linear * length / 1e6 + tables)) < 0.01 * total
assert counted[-1][1] > 32**2 * counted[0][1] * 0.99
assert round(counted[0][1] / counted[0][0], 2) == 0.1
assert round(counted[-1][1] / counted[-1][0], 2) == 0.78
for fused in (True, False):
    torch.manual_seed(0)
    twin = GPT(GPTConfig(width=96, fused=fused))
    twin.load_state_dict(model.state_dict())
    with torch.no_grad():
        assert torch.allclose(twin(test[None, :64]), model(test[None, :64]), atol=1e-4)

# %% [markdown]
# At 64 places the tables are 10% of the work, at 2048 they are 78%. Memory is the other half: 8 heads with 2048
# places need 8 · 2048² weights, 134 MB in each block. `F.scaled_dot_product_attention` need not keep these tables: it
# calculates them piece by piece (Dao and others, 2022). Our model uses it (`fused=True`); the values are equal, as a
# test of this chapter proves. The multiply-adds stay.
#
# **Your turn.** The context of a model grows from 1,000 to 8,000 places. By which factor do the tables grow, and by
# which factor the work of the MLPs? Set `tables_grow` and `mlps_grow`.

# %% try="growth"
tables_grow = ...
mlps_grow = ...

# %% solution="growth"
tables_grow = 64
mlps_grow = 8

# %% [markdown] solution="growth"
# 8 times as many rows, each 8 times as long. An MLP works at each place on its own, so it grows with their number. A
# recurrent network would also take 8 times as long, and its memory would not grow at all: that was its bottleneck,
# and is its strength.

# %% [markdown] hints="growth"
# - when "The tables": Rows and columns.
# - when "The MLPs": Does an MLP see other places?
# 1. One is a square, the other one is not.

# %% check="growth"
expect.predicted(tables_grow, 64, what="The tables", hint="Rows times columns.")
expect.predicted(mlps_grow, 8, what="The MLPs", hint="Each place on its own.")

# %% wrong="growth" message="The tables"
tables_grow, mlps_grow = 8, 8

# %% wrong="growth" message="The MLPs"
tables_grow, mlps_grow = 64, 64

# %% proof
assert round(8 * 2048**2 * 4 / 1e6) == 134

# %% [markdown]
# ## Summary
#
# - Attention mixes values, weighted by how well a query matches the keys: softmax(q kᵀ / √d) v.
# - Undivided scores have the variance d, and the softmax puts nearly all weight on one place.
# - The causal mask is minus infinity *before* the softmax.
# - Heads share the width: first cut the last axis, then bring the heads to the front.
# - Without positions a text is a bag of symbols. Positions are learned, or sines and cosines.
# - A block: normalise, attention, add; normalise, MLP, add. It has 12 C² + 13 C parameters.
# - Temperature divides the logits; top-k forbids unlikely symbols.
# - The tables of weights grow with the square of the length.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | attention | 어텐션 | weighted mixture of what other places hold |
# | query, key, value | 쿼리, 키, 값 | what a place asks, offers, and tells |
# | scaled dot product | 스케일드 닷-프로덕트 | product of query and key, divided by √d |
# | causal mask | 인과 마스크 | hides later places |
# | head | 헤드 | one of several attentions side by side |
# | position embedding | 위치 임베딩 | says where a symbol stands |
# | layer normalisation | 층 정규화 | mean 0, variance 1 at each place |
# | residual connection | 잔차 연결 | a part adds to its input |
# | transformer, GPT | 트랜스포머, GPT | network of such blocks; one that writes |
# | temperature, top-k | 온도, top-k | how bold the drawing is; how many symbols take part |
# | context | 문맥 | places that the network sees at once |

# %% [markdown]
# ## Read on
#
# - A. Vaswani and others, *Attention Is All You Need*, NeurIPS (2017): heads, scaled products, sine positions.
# - J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer Normalization*, arXiv 1607.06450 (2016).
# - A. Radford and others, *Improving Language Understanding by Generative Pre-Training* (2018), and *Language Models
#   are Unsupervised Multitask Learners* (2019): GPT and GPT-2.
# - D. Bahdanau, K. Cho and Y. Bengio, *Neural Machine Translation by Jointly Learning to Align and Translate*, ICLR
#   (2015): attention before transformers, beside a recurrent network.
# - S. Jain and B. C. Wallace, *Attention is not Explanation*, NAACL (2019): what pictures of weights do not prove.
# - T. Dao and others, *FlashAttention*, NeurIPS (2022): the same numbers without the table in memory.
#
# **Open questions**, without a grade:
#
# 1. Our GPT has read one book, and its sentences remind of that book. Whose sentences are they? What changes when a
#    model has read a million books, most of them not in the public domain?
# 2. A person does not compare each word with all words before it. What would a cheaper way to look back have to know?
#
# **Now you**: [exercise 20](../exercises/20_text_and_attention/20_text_and_attention.ipynb), about 60 minutes.
# **Next**: {{next}}.
