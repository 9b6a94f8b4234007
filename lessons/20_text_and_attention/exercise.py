# %% [markdown]
# # Exercise 20: text and attention
#
# You turn text into numbers, write attention with a mask, several heads and positions by hand, count the parameters
# of a GPT, and train a model that writes. The two parts of chapter 20 show each idea.
#
# **Time**: about 60 minutes. **Points**: 10, half a point for most tests.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("codes")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`.
# - Cells with imports and helpers are given and locked. Run them, too.

# %% setup="imports"
import numpy as np
import torch
from torch.nn import functional as F

from lessonlib import data, viz

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for
UNKNOWN = "\ufffd"  # the symbol that stands for all characters that are not in the vocabulary

# %% [markdown]
# ## 1. Text to numbers
#
# Write three functions.
#
# - `make_symbols(text)` returns the vocabulary: a list of all different characters of the text, sorted, and then
#   `UNKNOWN` as the last symbol.
# - `encode(text, symbols)` returns a list of numbers: the place of each character in `symbols`. A character that is not
#   there gets the number of the last symbol.
# - `decode(numbers, symbols)` returns the text (a `str`) of these numbers.


# %% task="codes"
def make_symbols(text):
    """All different characters of the text, sorted, and UNKNOWN as the last one: a list."""
    ### BEGIN SOLUTION
    return [*sorted(set(text)), UNKNOWN]
    ### END SOLUTION


def encode(text, symbols):
    """The numbers of the characters: a list of integers."""
    ### BEGIN SOLUTION
    number_of = {symbol: k for k, symbol in enumerate(symbols)}
    return [number_of.get(symbol, len(symbols) - 1) for symbol in text]
    ### END SOLUTION


def decode(numbers, symbols):
    """The text of these numbers: a str."""
    ### BEGIN SOLUTION
    return "".join(symbols[k] for k in numbers)
    ### END SOLUTION


# %% [markdown] hints="codes"
# - when "the symbols of": Each character once, in the order of `sorted`, and one more symbol at the end.
# - when "with unknown characters": Every character of the text gets a number, also one that is not in the list.
# 1. Section 1 of the chapter.
# 2. A dictionary from symbols to numbers makes it short. What does it return for a key that is not there?
# 3. `d.get(key, otherwise)` never fails. `"".join(...)` makes one text of many pieces.

# %% [markdown] solution="codes"
# The vocabulary is a list, so a symbol's number is its place. The dictionary turns the list round, and `get` has an
# answer for strangers. `symbols.index(character)` finds the same place, but goes through the list for each character,
# and raises a `ValueError` for a stranger. Decoding an unknown character gives the sign �: what it was is lost.

# %% test="known_characters" points=0.5
# A text of known characters becomes numbers and comes back.
from lessonlib.check import answer, expect, fresh

letters = "abcdefghijklmnopqrstuvwxyz .,!?"
rng = fresh.rng()
for text in ("banana", "Off with her head!", "".join(rng.choice(list(letters), 40)), "z"):
    want = [*sorted(set(text)), "\ufffd"]
    got = answer.make_symbols(text)
    expect.equal(got, want, what=f"the symbols of {text!r}", hint="Sorted, each once; UNKNOWN at the end.")
    numbers = [want.index(symbol) for symbol in text]
    expect.equal(answer.encode(text, want), numbers, what=f"the numbers of {text!r}", hint="Count from 0.")
    expect.equal(answer.decode(numbers, want), text, what=f"the text of {numbers}", hint="One str.")

# %% test="unknown_characters" points=0.5
# A character that is not in the vocabulary gets the number of the last symbol.
from lessonlib.check import answer, expect

symbols = ["a", "b", "c", "\ufffd"]
for text, want in (("cab", [2, 0, 1]), ("café", [2, 0, 3, 3]), ("ABba", [3, 3, 1, 0]), ("", [])):
    got = answer.encode(text, symbols)
    what = f"the numbers of {text!r}, a text with unknown characters or none"
    expect.equal(got, want, what=what, hint="The last of these four symbols has the number 3.")
expect.equal(
    answer.decode([2, 0, 3, 3], symbols), "ca\ufffd\ufffd", what="the text of [2, 0, 3, 3]", hint="One str."
)

# %% [markdown]
# ## 2. An embedding, and its gradient
#
# Write two functions with NumPy arrays.
#
# - `embed(ids, table)`: ids (n, T) of integers, table (V, C). Returns the rows, (n, T, C).
# - `table_gradient(ids, slope, V)`: going backwards, `slope` (n, T, C) is the gradient of the loss for each looked-up
#   row. Returns the gradient for the whole table, (V, C). A row that was used twice gets the **sum** of both.


# %% task="embedding"
def embed(ids, table):
    """ids (n, T), table (V, C). Returns (n, T, C)."""
    ### BEGIN SOLUTION
    return table[ids]
    ### END SOLUTION


def table_gradient(ids, slope, V):
    """ids (n, T), slope (n, T, C). Returns the gradient of the table, (V, C)."""
    ### BEGIN SOLUTION
    one_hot = np.eye(V)[ids.reshape(-1)]  # (n * T, V)
    return one_hot.T @ slope.reshape(-1, slope.shape[-1])
    ### END SOLUTION


# %% [markdown] hints="embedding"
# - when "the looked-up rows": One number of `ids` becomes one row of the table.
# - when "a symbol that occurs twice": `gradient[ids] += slope` keeps only one of several additions to the same row.
# 1. Section 3 of the chapter.
# 2. NumPy can index with an array of numbers. For the gradient, remember that the look-up is a product with one-hot
#    vectors, and how a product goes backwards: lesson 9.
# 3. If `rows = one_hot @ table`, then the gradient of the table is `one_hot` transposed, times the gradient of the
#    rows. Or add in a loop, one place after the other. Or look up `np.add.at`.

# %% [markdown] solution="embedding"
# Looking up is `one_hot @ table`, so the gradient of the table is `one_hot.T @ slope`: rows that were not used get 0,
# and rows that were used several times get a sum. `gradient[ids] += slope` looks right and is wrong: NumPy adds to a
# row once only, however often it occurs in `ids`. `np.add.at(gradient, ids, slope)` adds each time, and so does a
# loop.

# %% test="embedding_rows" points=0.5
# embed looks up a row for each number.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, T, V, C in ((2, 3, 5, 4), (1, 6, 3, 2), (3, 1, 7, 1)):
    ids, table = rng.integers(V, size=(n, T)), rng.normal(size=(V, C))
    got = answer.embed(ids, table)
    what = f"the looked-up rows of {n} texts with {T} symbols"
    expect.shape(got, (n, T, C), what=what)
    expect.close(got, table[ids], what=what, rtol=1e-4, hint="table[k] is the row of symbol k.")

# %% test="embedding_gradient" points=0.5
# table_gradient adds up what all places say about a row.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
got = answer.table_gradient(np.array([[2, 0, 2]]), np.ones((1, 3, 2)), 4)
expect.shape(got, (4, 2), what="the gradient of a table with 4 rows of 2")
want = [[1, 1], [0, 0], [2, 2], [0, 0]]
expect.close(got, want, what="the gradient with a symbol that occurs twice", hint="1 + 1 for symbol 2.")
for n, T, V, C in ((2, 8, 3, 4), (4, 3, 9, 2)):
    ids, slope = rng.integers(V, size=(n, T)), rng.normal(size=(n, T, C))
    got = answer.table_gradient(ids, slope, V)
    want = language.table_gradient(ids, slope, V)
    what = f"the gradient of a table with {V} rows after {n * T} look-ups"
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-5, hint="A sum for each row.")

# %% [markdown]
# ## 3. Attention by hand
#
# Write `attention`: **scaled** dot products with a **causal** mask.
#
# $$\text{weights} = \text{softmax}\left(\frac{q\,k^T}{\sqrt d}\right) \qquad \text{mixed} = \text{weights} \cdot v$$
#
# - q, k and v are NumPy arrays (..., T, d) with any number of axes in front: one text (T, d), or a batch with heads
#   (n, h, T, d).
# - Row t of the weights belongs to query t, and adds up to 1.
# - Place t may look at itself and at all places **before** it. Its weights for later places are exactly 0.
# - Return both: the weights (..., T, T), and mixed (..., T, d).


# %% task="attention"
def attention(q, k, v):
    """q, k, v (..., T, d). Returns the weights (..., T, T) and the mixed values (..., T, d)."""
    ### BEGIN SOLUTION
    T, d = q.shape[-2:]
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(d)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights, weights @ v
    ### END SOLUTION


# %% [markdown] hints="attention"
# - when "do not add up to 1": Along which axis is the softmax taken, and does anything change the weights afterwards?
# - when "weights for later places": A mask of 0 before the softmax is no mask: exp(0) is 1. Which score gives exactly
#   0?
# - when "the weights of": Look at the scale, and at which of the two axes belongs to the queries.
# - when "changed when later places changed": A place must not see what comes after it. On which side of the diagonal is
#   your mask?
# - when "the mixed values": They are a product of the weights with ... what?
# 1. Sections 6 to 8 of the chapter.
# 2. Scores, divided by the root of d; a mask that puts minus infinity where the column is later than the row; softmax
#    along the last axis; product with v.
# 3. `np.swapaxes(k, -2, -1)` turns the last two axes round, whatever is in front. `np.tril(np.ones((T, T)))` is 1 on
#    and below the diagonal. `np.where(condition, a, b)` chooses.

# %% [markdown] solution="attention"
# The mask comes *before* the softmax and is minus infinity: exp gives exactly 0, and the rest still adds up to 1.
# Masked with 0 before the softmax, later places would get weight; masked after it, the rows would no longer add up to
# 1. The largest score of a row is subtracted before `exp`, so that nothing overflows. With tensors,
# `F.scaled_dot_product_attention(q, k, v, is_causal=True)` gives the mixed values in one call.

# %% test="attention_weights" points=1
# The weights are a softmax of scaled scores, each row for the places up to itself, for any axes in front.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for shape in ((4, 9), (2, 6, 3), (2, 3, 5, 4), (1, 2)):
    q, k, v = (2 * rng.normal(size=shape) for _ in range(3))
    got = answer.attention(q, k, v)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "attention does not return two arrays.", hint="return weights, mixed")
    T = shape[-2]
    expect.shape(got[0], (*shape[:-1], T), what=f"the weights for q of the shape {shape}")
    weights = np.array(got[0], dtype=float)
    expect.that(
        bool((weights[..., ~np.tril(np.ones((T, T), dtype=bool))] == 0).all()),
        "The weights for later places are not 0.",
        hint="Minus infinity, before the softmax.",
    )
    whole = bool(np.allclose(weights.sum(axis=-1), 1, atol=1e-5))
    expect.that(whole, "The weights of a row do not add up to 1.", hint="Softmax along the last axis.")
    want = language.attention(q, k, v)[0]
    what = f"the weights of queries and keys of the shape {shape}"
    expect.close(got[0], want, what=what, rtol=1e-4, atol=1e-5, hint="q times k transposed, over root d.")

# %% test="attention_mixed" points=0.5
# The mixed values are the weighted sums of the values, also with large scores.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for shape, size in (((5, 4), 1), ((2, 2, 3, 6), 1), ((4, 4), 100)):
    q, k, v = size * rng.normal(size=shape), rng.normal(size=shape), rng.normal(size=shape)
    got = answer.attention(q, k, v)
    returned = isinstance(got, list) and len(got) == 2
    expect.that(returned, "attention does not return two arrays.", hint="return weights, mixed")
    want = language.attention(q, k, v)[1]
    what = f"the mixed values for v of the shape {shape}"
    advice = "weights @ v, in each row up to itself."
    expect.close(got[1], want, what=what, rtol=1e-4, atol=1e-5 * size, hint=advice)  # also right in float32

# %% test="attention_no_future" points=0.5
# What a place gets does not change when later places change, and does when its own value changes.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
q, k, v = (rng.normal(size=(6, 4)) for _ in range(3))
before = np.array(answer.attention(q, k, v)[1], dtype=float)
expect.shape(before, (6, 4), what="the mixed values of 6 places")
for place in (1, 3, 5):
    later = [part.copy() for part in (q, k, v)]
    for part in later:
        part[place:] = 3 * rng.normal(size=part[place:].shape)
    after = np.array(answer.attention(*later)[1], dtype=float)
    same = bool(np.allclose(after[:place], before[:place], rtol=1e-4, atol=1e-6))
    message = f"The mixed values before place {place} changed when later places changed."
    expect.that(same, message, hint="Row t of the weights is 0 behind column t.")
    own = v.copy()
    own[place] += 1
    moved = np.array(answer.attention(q, k, own)[1], dtype=float)[place] - before[place]
    message = f"The mixed value of place {place} did not change with its own value."
    expect.that(bool(np.abs(moved).max() > 1e-6), message, hint="A place looks at itself, too.")

# %% [markdown]
# ## 4. Several heads
#
# A width of C numbers is shared by h heads: head 0 gets the first d = C / h numbers of **each place**, head 1 the next
# d, and so on. Write two functions with NumPy arrays (or tensors).
#
# - `split_heads(x, heads)`: (n, T, C) -> (n, h, T, d).
# - `join_heads(x)`: (n, h, T, d) -> (n, T, C), the way back.


# %% task="heads"
def split_heads(x, heads):
    """(n, T, C) -> (n, heads, T, C / heads)."""
    ### BEGIN SOLUTION
    n, T, C = x.shape
    return x.reshape(n, T, heads, C // heads).swapaxes(1, 2)
    ### END SOLUTION


def join_heads(x):
    """(n, heads, T, d) -> (n, T, heads * d)."""
    ### BEGIN SOLUTION
    n, heads, T, d = x.shape
    return x.swapaxes(1, 2).reshape(n, T, heads * d)
    ### END SOLUTION


# %% [markdown] hints="heads"
# - when "head 0 of": The numbers of one place must stay together. `reshape` reads row by row: does yours cut the
#   *width*?
# - when "the way back": First bring the places to the front again, then put the heads side by side.
# 1. Section 9 of the chapter.
# 2. Two steps each: `reshape` cuts or joins neighbouring numbers, a swap of two axes changes the order. Which comes
#    first?
# 3. To split: first (n, T, h, d), where only the last axis was cut; then swap the axes of T and h. To join: the same
#    steps backwards.

# %% [markdown] solution="heads"
# `reshape` never moves a number; it only cuts the long row of all numbers in another way. So it may cut the last
# axis, C, into h pieces of d, and a swap then brings the heads to the front. A direct `reshape(n, h, T, d)` has the
# right shape and gives head 0 all numbers of the *first places*. On the way back the swap comes first. `np.split`,
# `np.stack` and `np.concatenate` do it as well, and so do `view` and `transpose` of tensors.

# %% test="heads_split" points=0.5
# split_heads gives each head its share of the numbers of every place.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, T, heads, d in ((2, 3, 2, 2), (1, 5, 3, 4), (2, 4, 4, 1)):
    x = rng.normal(size=(n, T, heads * d))
    got = answer.split_heads(x, heads)
    expect.shape(got, (n, heads, T, d), what=f"{heads} heads of x with the shape {x.shape}")
    advice = "The first d numbers of each place."
    what = f"head 0 of {heads}, for x of the shape {x.shape}"
    expect.close(np.array(got)[:, 0], x[:, :, :d], what=what, hint=advice)
    want = np.stack(np.split(x, heads, axis=2), axis=1)
    expect.close(got, want, what=f"all {heads} heads", hint=advice)

# %% test="heads_joined" points=0.5
# join_heads puts the heads side by side again.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, T, heads, d in ((2, 3, 2, 2), (1, 5, 3, 4), (2, 4, 2, 1)):
    parts = rng.normal(size=(n, heads, T, d))
    got = answer.join_heads(parts)
    expect.shape(got, (n, T, heads * d), what=f"the joined heads of the shape {parts.shape}")
    want = np.concatenate([parts[:, h] for h in range(heads)], axis=2)
    what = f"the way back from {heads} heads of {T} places"
    expect.close(got, want, what=what, hint="All heads of one place, side by side.")

# %% [markdown]
# ## 5. Positions
#
# Write two functions with NumPy arrays.
#
# - `sine_positions(T, C)`: the table (T, C) of Vaswani and others. In row t the columns 2i and 2i + 1 hold the sine and
#   the cosine of $t / 10000^{2i / C}$. Places are counted from 0, and C is even.
# - `add_positions(x, table)`: x (n, T, C) are embedded symbols, table (context, C) has a row for each place, and T
#   may be **shorter** than the context. Returns x with the row of its place added to each, (n, T, C); `x` itself
#   stays as it is.


# %% task="positions"
def sine_positions(T, C):
    """Returns the table (T, C): sines in the even columns, cosines in the odd ones."""
    ### BEGIN SOLUTION
    angles = np.arange(T)[:, None] / 10_000 ** (np.arange(0, C, 2) / C)  # (T, C / 2)
    table = np.empty((T, C))
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return table
    ### END SOLUTION


def add_positions(x, table):
    """x (n, T, C), table (context, C) with context >= T. Returns (n, T, C)."""
    ### BEGIN SOLUTION
    return x + table[: x.shape[1]]
    ### END SOLUTION


# %% [markdown] hints="positions"
# - when "row 0": The sine of 0 is 0 and the cosine of 0 is 1. Do they alternate?
# - when "row 1": Which power of 10000 divides the place? For the second pair of columns, 2i is 2.
# - when "x + positions": Text k and place t: which row of the table belongs to it?
# 1. Section 10 of the chapter.
# 2. Make the angles first, (T, C / 2): the place as a column, divided by a row of powers. Then sines and cosines in
#    turn.
# 3. `table[:, 0::2] = ...` fills every second column. `table[:5]` are the first five rows, and adding (5, C) to (n,
#    5, C) adds it to each text.

# %% [markdown] solution="positions"
# One column of places and one row of wavelengths give all angles at once. Fast waves tell neighbours apart, slow ones
# tell where in the text we are. `add_positions` takes the first T rows, since a text may be shorter than the context;
# the same rows are added to each text of the batch. `x += ...` would change the array of the caller.

# %% test="positions_sine" points=0.5
# sine_positions holds sines and cosines of slower and slower waves.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for T, C in ((6, 4), (9, 8), (int(rng.integers(10, 30)), 2 * int(rng.integers(3, 9)))):
    got = answer.sine_positions(T, C)
    expect.shape(got, (T, C), what=f"the table for {T} places and {C} numbers")
    want = language.positions(T, C)
    for row in (0, 1):
        what = f"row {row} of the table for T={T}, C={C}"
        expect.close(np.array(got)[row], want[row], what=what, atol=1e-4, hint="sin, cos, sin, cos, ...")
    expect.close(got, want, what=f"the table for T={T}, C={C}", atol=1e-4, hint="t / 10000^(2i / C)")

# %% test="positions_added" points=0.5
# add_positions adds the row of its place to each embedded symbol, and leaves x as it was.
import numpy as np

from lessonlib.check import answer, expect, fresh


def added_and_left(add, x, table):
    x = x.copy()
    before = x.copy()
    return add(x, table), bool((x == before).all())


rng = fresh.rng()
for n, T, context, C in ((2, 3, 5, 4), (3, 3, 3, 2), (2, 1, 6, 4)):
    x, table = rng.normal(size=(n, T, C)), rng.normal(size=(context, C))
    got, left = answer.send(added_and_left)(answer.add_positions, x, table)
    expect.shape(got, (n, T, C), what=f"x + positions, for T={T} and a context of {context}")
    want = np.stack([[x[i, t] + table[t] for t in range(T)] for i in range(n)])
    what = f"x + positions, for n={n}, T={T} and a context of {context}"
    expect.close(got, want, what=what, rtol=1e-4, hint="Row t of the table for place t of every text.")
    expect.that(left, "add_positions changed the x of the caller.", hint="Make a new array: x + ...")

# %% [markdown]
# ## 6. LayerNorm, and the parameters of a GPT
#
# Write two functions.
#
# - `layer_norm(x, weight, bias)`: x (n, T, C), weight and bias (C,), NumPy arrays. At **each place**, the C numbers get
#   the mean 0 and the variance 1, then `weight` times the result, plus `bias`. The variance is divided by C (not by
#   C - 1), and 1e-5 is added to it before the root.
# - `count_parameters(symbols, context, width, blocks)`: the number of weights and biases of a GPT as in section 12 of
#   the chapter. It has these parts:
#
# | part | what |
# | --- | --- |
# | embedding | a row of `width` numbers for each symbol |
# | positions | learned: a row for each place of the context |
# | each block | two LayerNorms |
# | | attention: one layer for q, k and v together, and one output layer, with biases |
# | | an MLP: `width` -> 4 · `width` -> `width`, with biases |
# | at the end | one LayerNorm |
# | | an output layer **without** a bias; it does not share its matrix with the embedding |


# %% task="norm_and_count"
def layer_norm(x, weight, bias):
    """x (n, T, C), weight and bias (C,). Returns (n, T, C)."""
    ### BEGIN SOLUTION
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return weight * (x - mean) / np.sqrt(variance + 1e-5) + bias
    ### END SOLUTION


def count_parameters(symbols, context, width, blocks):
    """Returns the number of all weights and biases."""
    ### BEGIN SOLUTION
    norm = 2 * width
    attention = (width + 1) * 3 * width + (width + 1) * width
    mlp = (width + 1) * 4 * width + (4 * width + 1) * width
    block = 2 * norm + attention + mlp
    return symbols * width + context * width + blocks * block + norm + width * symbols
    ### END SOLUTION


# %% [markdown] hints="norm_and_count"
# - when "a place that is 5 everywhere": The variance is 0. What is added to it, and where?
# - when "the normalised": Which numbers belong together: those of one place, of one text, or of one column?
# - when "count_parameters": Write a line for each part: matrix and bias of each layer, weight and bias of each
#   LayerNorm.
# 1. Sections 11 and 12 of the chapter.
# 2. A layer from a to b numbers has a · b weights and b biases. A LayerNorm has 2 · width. The number of heads does not
#    matter.
# 3. For width 4, a block has 12 · 16 + 13 · 4 = 244 parameters. Outside of the blocks there are two tables for the
#    symbols, one for the places, and one LayerNorm.

# %% [markdown] solution="norm_and_count"
# The last axis holds the numbers of one place, so mean and variance are taken along it, and kept as an axis so that
# they can be subtracted. A block has 12 C² + 13 C parameters: 3 C² and C² in attention, 4 C² and 4 C² in the MLP,
# nine C of biases and four C in the LayerNorms. Heads share the width, so their number does not occur.

# %% test="norm_values" points=0.5
# layer_norm normalises the numbers of each place on its own.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for n, T, C in ((2, 3, 4), (1, 5, 7), (3, 2, 3)):
    steps = rng.permuted(np.tile(np.arange(C), (n, T, 1)), axis=2)  # no place has nearly equal numbers
    x = 2 * steps + 0.3 * rng.normal(size=(n, T, C))
    weight, bias = rng.normal(size=C), rng.normal(size=C)
    got = answer.layer_norm(x, weight, bias)
    what = f"the normalised x of the shape {x.shape}"
    expect.shape(got, x.shape, what=what)
    want = language.normalised(x, weight, bias)
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="Mean and variance of the last axis.")
got = answer.layer_norm(np.full((1, 1, 4), 5.0), np.ones(4), np.zeros(4))
expect.close(
    got,
    np.zeros((1, 1, 4)),
    what="the result for a place that is 5 everywhere",
    hint="0 divided by the root of 0 + 1e-5.",
)

# %% test="parameters_counted" points=0.5
# count_parameters counts all weights and biases of a GPT.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for sizes in ((65, 64, 96, 2), (10, 8, 4, 1), (10, 8, 4, 3), rng.integers(3, 50, size=4).tolist()):
    want = language.parameters(*sizes)
    what = f"count_parameters{tuple(sizes)}"
    expect.equal(answer.count_parameters(*sizes), want, what=what, hint="Part by part, biases too.")

# %% [markdown]
# ## 7. Temperature and top-k
#
# Write `next_shares`: the probabilities from which the next symbol is drawn. Nothing is drawn here. `logits` is a NumPy
# array (V,), a number for each symbol. Return an array (V,).
#
# - The logits are divided by `temperature`, a positive number, before the softmax.
# - If `top_k` is a number, only the `top_k` symbols with the highest logits can be drawn: all others have the
#   probability 0, and those that are left add up to 1. `None` allows all symbols, and so does a number above V.


# %% task="sampling"
def next_shares(logits, temperature=1.0, top_k=None):
    """logits (V,). Returns the probabilities of the symbols, (V,)."""
    ### BEGIN SOLUTION
    scores = logits / temperature
    if top_k is not None:
        last = np.sort(scores)[-min(top_k, len(scores))]
        scores = np.where(scores >= last, scores, -np.inf)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
    ### END SOLUTION


# %% [markdown] hints="sampling"
# - when "at the temperature": A low temperature makes the likeliest symbol likelier still. Does yours?
# - when "can be drawn": Count the symbols that have a probability above 0.
# - when "add up to": After some symbols are gone, the others must share their part.
# 1. Section 13 of the chapter.
# 2. Divide; put minus infinity in place of all logits but the k highest; softmax.
# 3. `np.sort(a)[-3]` is the third largest number. `np.where(a >= limit, a, -np.inf)` keeps what is large enough.

# %% [markdown] solution="sampling"
# Dividing the logits by a small number makes their differences larger. The mask comes before the softmax, as in
# attention, so what is left adds up to 1 by itself; masking the probabilities and dividing by their sum is as good.
# When `top_k` is larger than the vocabulary, all symbols stay. `np.argsort` finds the k highest, too; `torch.topk`
# does both.

# %% test="temperature_shares" points=0.5
# The temperature divides the logits.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
for logits in (np.array([2.0, 1.0, 0.0]), rng.permutation(7) / 2.0, np.array([900.0, 899.0, 0.0])):
    for temperature in (1.0, 0.5, 3.0):
        got = answer.next_shares(logits, temperature)
        want = language.shares(logits, temperature)
        what = f"the probabilities of {len(logits)} symbols at the temperature {temperature}"
        expect.shape(got, want.shape, what=what)
        expect.close(got, want, what=what, rtol=1e-3, atol=1e-6, hint="softmax(logits / temperature)")

# %% test="top_k_shares" points=0.5
# top_k leaves the likeliest symbols, and they add up to 1.
import numpy as np

from lessonlib.check import answer, expect, fresh
from lessonlib.check.references import language

rng = fresh.rng()
logits = rng.permutation(8) / 2.0  # no two are equal
for top_k, temperature in ((3, 1.0), (1, 0.7), (5, 2.0), (8, 1.0), (99, 1.0)):
    got = answer.next_shares(logits, temperature, top_k)
    expect.shape(got, (8,), what="the probabilities of 8 symbols")
    shares = np.array(got, dtype=float)
    possible, want = int((shares > 0).sum()), min(top_k, 8)
    expect.equal(
        possible, want, what=f"how many symbols can be drawn with top_k={top_k}", hint="The highest."
    )
    whole = abs(float(shares.sum()) - 1) < 1e-5
    expect.that(whole, f"With top_k={top_k} the probabilities do not add up to 1.", hint="Divide by the sum.")
    what = f"the probabilities with top_k={top_k} and temperature={temperature}"
    expect.close(shares, language.shares(logits, temperature, top_k), what=what, rtol=1e-3, atol=1e-6)

# %% [markdown]
# ## 8. Train a model that writes
#
# Write `train`, for any model of text: ids (n, T) -> logits (n, T, V). It makes `num_steps` steps, in training mode.
# In each step:
#
# 1. Draw `batch_size` starts at random, each on its own, from all places where a window fits. A window has `length`
#    symbols that the model reads, and **one more**: the last target. A start may come twice.
# 2. The loss is the **mean cross-entropy of all places** of all windows; the target of a place is the symbol after it.
# 3. Gradients of this step alone, and a step of `optimizer`, which already knows the parameters of the model.
#
# `ids` is the text, an int64 tensor (m,). The seed decides all starts: the same seed gives the same training, another
# seed another one.


# %% task="train"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    """ids: int64 tensor (m,), m > length. Changes the weights of the model."""
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    model.train()
    for _ in range(num_steps):
        starts = torch.randint(len(ids) - length, (batch_size, 1), generator=generator)
        windows = ids[starts + torch.arange(length + 1)]  # (batch_size, length + 1)
        logits = model(windows[:, :-1])  # (batch_size, length, V)
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    ### END SOLUTION


# %% [markdown] hints="train"
# - when "as they were before the training": Does the optimizer of the argument make its steps?
# - when "number of steps": Count the turns of your loop.
# - when "wrong shape": The model reads `length` symbols of each of `batch_size` windows.
# - when "not a piece of the text": The symbols of a window follow each other in the text.
# - when "at every place where a window fits": With 12 symbols and windows of 8 + 1, the starts are 0, 1, 2 and 3.
# - when "begin at the same place": Draw `batch_size` numbers in each step, not one.
# - when "the same windows in each step": A generator that is seeded in each step begins anew in each step.
# - when "with the same seed": Something is random besides what the seed decides.
# - when "Two seeds share": Does `seed` reach the generator? And does it alone decide? Seed 3 in step 1 and seed 2 in
#   step 2 have the same sum.
# - when "not those that follow": At place k the model has read symbol k, and should say symbol k + 1.
# - when "Only the last place": Every place of a window is a question, not only the last one.
# - when "added up from step to step": What is left over from the step before?
# - when "is a sum over the places": A mean does not depend on how many places there are.
# - when "follow the gradient": Which optimizer makes the step? It must be the one that is given.
# - when "not in training mode": Somebody may give you a model in evaluation mode.
# 1. Section 4 of the first part has such a loop.
# 2. Take windows of `length + 1` symbols: all but the last are read, all but the first are targets. The cross-entropy
#    wants rows of logits, (rows, V), and one target for each row.
# 3. `torch.randint(high, (rows, 1), generator=...)` draws numbers below `high`. Starts (rows, 1) plus
#    `torch.arange(columns)` are all places, (rows, columns), and `ids[places]` are their symbols. `flatten(0, 1)`
#    joins the first two axes.

# %% [markdown] solution="train"
# A window of `length + 1` symbols holds all questions and all answers. So a start may be at most `len(ids) - length -
# 1`, and `randint(len(ids) - length)` draws below that limit. One generator, seeded before the loop, gives other
# windows in each step. `F.cross_entropy(logits.transpose(1, 2), targets)` does the same without `flatten`: PyTorch
# wants the classes on axis 1.

# %% test="windows_drawn" points=0.5
# Each step reads random windows of the whole text, and the seed alone decides which.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.text_steps import TextSteps, recording_writer, text_without_repeats


def descent(model):
    import torch

    return torch.optim.SGD(model.parameters(), lr=0.5)


rng = fresh.rng()
seed, ids = int(rng.integers(1000)), text_without_repeats(rng, 12)
runs = []
for one in (seed, seed, seed + 1):
    model = answer.send(recording_writer)(12)  # it notes which windows come, and stays where your code runs
    answer.train(model, answer.send(descent)(model), ids, 8, 16, 6, one)
    runs.append(TextSteps(model, ids))
    runs[-1].check_windows(steps=6, batch_size=16, length=8)
first, again, other = (run.starts for run in runs)
message = "A second training with the same seed takes other windows."
expect.that(first == again, message, hint="The seed must decide the starts.")
message = "Two seeds share the windows of a step."
shared = any(starts in other for starts in first)
expect.that(not shared, message, hint="Seed once, with the seed alone, before the first step.")

# %% test="steps_follow" points=0.5
# Each step follows the mean cross-entropy of all places, with the optimizer that is given, in training mode.
from lessonlib.check import answer, expect, fresh
from lessonlib.check.references.text_steps import TextSteps, recording_writer, text_without_repeats


def descent(model):
    import torch

    return torch.optim.SGD(model.parameters(), lr=0.5)


rng = fresh.rng()
ids = text_without_repeats(rng, 12)
model = answer.send(recording_writer)(12)  # it notes its weights before each step
answer.train(model, answer.send(descent)(model), ids, 8, 16, 6, int(rng.integers(1000)))
run = TextSteps(model, ids)
run.check_windows(steps=6, batch_size=16, length=8)
run.check_descent(0.5)
expect.that(all(run.run.in_training), "The model is not in training mode in each step.", hint="model.train()")

# %% [markdown]
# ## 9. With pencil and paper
#
# Answer without running code, then check yourself.
#
# `q9_bits`: A model gives the four symbols that came the probabilities 1/2, 1/4, 1/8 and 1/64. How many bits per
# character is this?
#
# `q9_mixed`: A place may look at two places. Its scores (already divided) are 0 and $\ln 3$, and their values are the
# numbers 8 and 4. What does it get?
#
# `q9_shapes`: x has the shape (2, 10, 64): 2 texts, 10 places, width 64. Attention has 8 heads. Give the shape of the
# weights of all heads, and the shape of what comes out at the end, as a list of two tuples: `[(...), (...)]`.

# %% task="pencil"
# Make the names q9_bits and q9_mixed (numbers), and q9_shapes (a list of two tuples).
### BEGIN SOLUTION
q9_bits = 3
q9_mixed = 5
q9_shapes = [(2, 8, 10, 10), (2, 10, 64)]
### END SOLUTION

# %% [markdown] hints="pencil"
# - when "q9_bits": 1/64 costs 6 bits. Then take the mean of the four.
# - when "q9_shapes": Each head has a table of its own: a row and a column for each place.
# 1. Sections 2, 6 and 9 of the chapter.
# 2. A probability of $1/2^b$ costs b bits. Softmax: powers, divided by their sum. Heads share the width.
# 3. An example with other numbers: scores 0 and $\ln 4$ have the powers 1 and 4, so the weights are 1/5 and 4/5.

# %% [markdown] solution="pencil"
# Bits are added up and divided by the number of characters, so one bad guess costs as much as six good ones. The
# weights of attention are a softmax: only the powers count. And each head makes a table (T, T) for each text, while
# the width at the end is that of the beginning.

# %% test="pencil_numbers" points=0.5
# Bits per character, a mixed value, and two shapes.
import re

from lessonlib.check import answer, expect

advice = "Bits: how often 1 must be halved. Then the mean."
expect.sealed(answer.q9_bits, "20_bits", "e523982791f1284b", what="q9_bits", hint=advice)
advice = "Weights from the powers, then the weighted sum of 8 and 4."
expect.sealed(answer.q9_mixed, "20_mixed", "7aea163cb856f1d0", what="q9_mixed", hint=advice)
numbers = " ".join(re.findall(r"-?[0-9]+", str(answer.q9_shapes)))  # any kind of brackets will do
advice = "A table for each head and text; and the width as at the beginning."
expect.sealed(numbers, "20_shapes", "1967e17382aff57b", what="the numbers of q9_shapes", hint=advice)

# %% [markdown] why="20_bits" answer=3
# 1, 2, 3 and 6 bits are 12, for four characters.

# %% [markdown] why="20_mixed" answer=5
# The powers are 1 and 3, so the weights are 1/4 and 3/4: 8/4 + 3 · 4/4 = 5.

# %% [markdown] why="20_shapes" answer="2 8 10 10 2 10 64"
# (2, 8, 10, 10): for each text and each head, a row for each of 10 queries and a column for each of 10 keys. (2, 10,
# 64): the 8 heads of 8 numbers stand side by side again.

# %% [markdown]
# ## 10. Choose
#
# `q10_scale`: Why are the scores divided by $\sqrt d$?
#
# - a. So that the weights of each row add up to 1.
# - b. So that the products need less time.
# - c. A sum of d products grows with d; undivided, the softmax would put nearly everything on one place.
# - d. So that no score is negative.
#
# `q10_mask`: A GPT is trained without the causal mask, by mistake. What do you see?
#
# - a. The loss does not fall at all.
# - b. The loss falls to nearly 0, and what the model writes is bad: it learned to look at the answer.
# - c. Nothing changes, because the last place has nothing behind it.
# - d. Training takes twice as long.
#
# `q10_length`: The context becomes four times as long. What happens to the *number of weights of attention* (numbers in
# all its tables, not parameters)?
#
# - a. It stays the same.
# - b. It is four times as large.
# - c. It is eight times as large.
# - d. It is sixteen times as large.
#
# `q10_memory`: What can a GPT do easily that a GRU of any fixed size cannot, within its context?
#
# - a. Reach any earlier symbol in one step, however far back it is.
# - b. Read texts that are longer than its context.
# - c. Work without knowing where a symbol stands.
# - d. Write the next symbol without calculating anything for the earlier ones.

# %% task="choices"
# Make the names q10_scale, q10_mask, q10_length and q10_memory (letters).
### BEGIN SOLUTION
q10_scale = "c"
q10_mask = "b"
q10_length = "d"
q10_memory = "a"
### END SOLUTION

# %% [markdown] hints="choices"
# - when "q10_mask": Where does the right answer of place t stand in the window?
# 1. Sections 7, 8, 12 and 15 of the chapter.
# 2. Think of what is in the table: a row and a column for each place. And of what stands at the next place.
# 3. 3 places have 9 weights, 6 places have 36. The answer of place t is what the model reads at place t + 1.

# %% [markdown] solution="choices"
# The scale keeps the softmax soft, and has nothing to do with sums of rows. Without a mask the answer can be read off
# from the next place, in training only. Tables have a row and a column for each place, so they grow with the square.
# And the way from a place to any other is one step, which is what a state of fixed size cannot offer.

# %% test="choice_why" points=0.25
# Why the scale and the mask are there.
from lessonlib.check import answer, expect

advice = "What grows with d, and what does a softmax make of large differences?"
expect.sealed(answer.q10_scale, "20_scale", "51c1542850ff788c", what="q10_scale", options="abcd", hint=advice)
advice = "What does the model read at the place after this one?"
expect.sealed(answer.q10_mask, "20_mask", "06a7a9c97f71cb7f", what="q10_mask", options="abcd", hint=advice)

# %% [markdown] why="20_scale" answer="c"
# `c`: with numbers of variance 1 the sum has the variance d. The sum of each row is 1 in any case (`a`), a division
# costs time (`b`), and signs do not change (`d`).

# %% [markdown] why="20_mask" answer="b"
# `b`: place t reads the answer at place t + 1. When the model writes there is no place t + 1. A loss that is too good
# is a leak (lesson 13).

# %% test="choice_cost" points=0.25
# What length costs, and what it buys.
from lessonlib.check import answer, expect

advice = "Rows and columns."
expect.sealed(
    answer.q10_length, "20_length", "bb2cfd326cca2239", what="q10_length", options="abcd", hint=advice
)
advice = "Think of the task of copying."
expect.sealed(
    answer.q10_memory, "20_memory", "a07bb410c920dffc", what="q10_memory", options="abcd", hint=advice
)

# %% [markdown] why="20_length" answer="d"
# `d`: four times as many rows, and each is four times as long.

# %% [markdown] why="20_memory" answer="a"
# `a`: one softmax reaches all earlier places. Beyond the context it sees nothing (`b`), it needs positions (`c`), and
# each new symbol asks the keys of all earlier ones (`d`).

# %% [markdown]
# **Look.** Your functions at work: a small GPT of the library learns from the first chapter of *Alice* with your
# `train`, and writes with your `next_shares`. (A few hundred steps are not much. The chapter trains longer.)

# %%
from lessonlib.models import GPT, GPTConfig

story = data.alice().train[:12_000]
symbols = make_symbols(story)
story_ids = torch.tensor(encode(story, symbols))
torch.manual_seed(0)
gpt = GPT(GPTConfig(len(symbols), context=32, width=32, heads=4, blocks=1))
train(gpt, torch.optim.AdamW(gpt.parameters(), lr=0.01), story_ids, 32, 8, 150, seed=0)
rng, written = np.random.default_rng(0), encode("Alice ", symbols)
with torch.no_grad():
    for _ in range(120):
        logits = gpt(torch.tensor([written[-32:]]))[0, -1]
        written.append(int(rng.choice(len(symbols), p=next_shares(logits.double().numpy(), 0.8, 10))))
print(decode(written, symbols))
line = decode(written[:20], symbols)
title = "What the last of 20 characters looks at, in your table of weights"
x = gpt.blocks[0].norm_1(gpt.embed(torch.tensor([written[:20]])))
q, k, v = gpt.blocks[0].attention.qkv(x).detach().numpy().reshape(1, 20, 3, 32).transpose(2, 0, 1, 3)
viz.attention_rows(attention(*(split_heads(part, 4) for part in (q, k, v)))[0][0], line, title=title)

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want more: a GPT without the mask, trained and asked to write. What does
# its loss say, and what does its text say?
