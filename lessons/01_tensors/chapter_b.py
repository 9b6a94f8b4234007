# %% [markdown]
# # 1b. Tensors: arithmetic
#
# You know what a tensor is. Now calculate with it: element by element, with shapes that differ, and with the matrix
# product, which does most of the work in every neural network.
#
# **After this chapter you can**
#
# - say which tensors can change, and when two names mean the same tensor;
# - add and multiply tensors element by element, and predict what broadcasting makes of two shapes;
# - spot the shape mistake that raises no error;
# - work out a matrix product by hand, and say which products exist;
# - say where a tensor lives, and move it to a GPU.
#
# **Time**: {{time}}, with the practice, and 40 minutes for the exercise. **Needs**: {{previous}}. No GPU, no network.
# The sections are numbered on from there.

# %%
import time

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import viz
from lessonlib.training import choose_device


def value(tensor):
    """The value of a tensor of the graph, as NumPy."""
    with tf.Session() as sess:
        return sess.run(tensor)


# %% [markdown]
# ## 7. Tensors that do not change
#
# Some texts say "tensors are immutable" without naming the library. A tensor of TensorFlow's graph *is*
# **immutable**: once it is made, it stays as it is. A PyTorch tensor can change, and so can a NumPy array. Then it
# matters whether two names mean the same tensor.

# %%
x = torch.tensor([1, 2, 3])
same = x  # a second name for the same tensor
copy = x.clone()  # a new tensor with the same elements
x[0] = 99
print("same:", same)
print("copy:", copy)

# %% proof
import pytest

assert same.tolist() == [99, 2, 3]
assert copy.tolist() == [1, 2, 3]
with pytest.raises(TypeError):
    tf.constant([1, 2, 3])[0] = 99

# %% [markdown]
# Imagine each tensor as a box and each name as an arrow to a box. `same = x` draws a second arrow; `clone()` makes a
# second box. A calculation such as `x + 1` makes a new box, too, so `x = x + 1` moves the arrow and leaves the old
# box alone. But `x[0] = 99`, `x += 1`, and functions whose names end in `_`, such as `x.add_(1)`, write into the box.
#
# **Your turn.** After these four lines, what is in `y`? Set `in_y` to a list.
#
# ```python
# x = torch.tensor([5, 6])
# y = x
# x = x * 10
# x[0] = 0
# ```

# %% try="arrows"
in_y = ...

# %% solution="arrows"
in_y = [5, 6]

# %% [markdown] solution="arrows"
# The third line makes a new box and moves `x` to it. The fourth writes into the new box. `y` still points to the old
# one.

# %% [markdown] hints="arrows"
# - when "[0, 60]": That is in the box of `x`. Does `y` still point to the same box after line 3?
# - when "[0, 6]": To which box does `x` point in line 4?
# 1. Draw the boxes and the arrows. Which of the lines makes a new box?

# %% check="arrows"
expect.predicted(in_y, [5, 6], what="in_y", hint="Which line makes a new tensor?")

# %% wrong="arrows" message="[0, 60]"
in_y = [0, 60]

# %% wrong="arrows" message="[0, 6]"
in_y = [0, 6]

# %% [markdown]
# A part of a tensor is a **view**: a window into the same box, not a copy. And `torch.from_numpy` shares its memory
# with the array, while `torch.tensor` copies it.

# %%
m = torch.tensor([[1, 2], [3, 4]])
first_row = m[0]
first_row[1] = -7
print(m)

array = np.array([1.0, 2.0])
shared, separate = torch.from_numpy(array), torch.tensor(array)
array[0] = 50
print("shared:", shared.tolist(), "  separate:", separate.tolist())

# %% proof
assert m.tolist() == [[1, -7], [3, 4]]
assert (shared.tolist(), separate.tolist()) == ([50.0, 2.0], [1.0, 2.0])

# %% [markdown]
# **Your turn.** Set the whole second *column* of `board` to 7, in one line, by writing into a view.

# %% try="write_view"
board = torch.zeros(3, 3)
# your line

# %% solution="write_view"
board = torch.zeros(3, 3)
board[:, 1] = 7

# %% [markdown] solution="write_view"
# `board[:, 1]` is a window on three elements of `board`. `board[:, 1].fill_(7)` writes into it, too.

# %% [markdown] hints="write_view"
# - when "at [1, 0]": This is the second row.
# 1. A colon takes everything along a dimension; 1 chooses the second column.

# %% check="write_view"
expect.close(board, [[0, 7, 0]] * 3, what="board", hint="All rows, column 1.")

# %% wrong="write_view" message="at [1, 0]"
board = torch.zeros(3, 3)
board[1] = 7

# %% [markdown]
# Two habits avoid surprises. Calculate new tensors where you can. If a function has to write into a tensor, let it
# work on a `clone()`, so that its caller's tensor stays as it was.
#
# **Your turn.** `without_first` should return the vector with a 0 in the first place. Complete it such that the
# vector that it was given does not change.


# %% try="without_first"
def without_first(vector):
    result = ...
    result[0] = 0
    return result


# %% solution="without_first"
def without_first(vector):
    result = vector.clone()
    result[0] = 0
    return result


# %% [markdown] solution="without_first"
# `result = vector + 0` makes a new tensor, too, but does not say what you mean.

# %% [markdown] hints="without_first"
# - when "has changed": `result` is only a second name for the caller's tensor.
# 1. Which method made `copy` in the first cell of this section?

# %% check="without_first"
import torch

given = torch.tensor([4, 5, 6])
got = without_first(given)
expect.equal(got.tolist(), [0, 5, 6], what="without_first([4, 5, 6])")
expect.that(given.tolist() == [4, 5, 6], "The vector that it was given has changed.", hint="Copy it first.")


# %% wrong="without_first" message="has changed"
def without_first(vector):
    result = vector
    result[0] = 0
    return result


# %% [markdown]
# What a network *learns* has to change, of course. For this TensorFlow has the **variable**; lesson 2 introduces it.
#
# ## 8. Arithmetic on vectors and matrices
#
# **Element by element.** The operators `+ - * / **` take two tensors of the same shape and combine the elements at
# the same place. No loop is needed, and that is the point: the next cell adds two vectors with a million elements,
# first with a loop over Python lists, then as tensors.

# %%
a, b = torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])
viz.matrix(a, "*", b, "=", a * b)

# %%
million = 1_000_000
left_list, right_list = list(range(million)), list(range(million))
start = time.perf_counter()
by_loop = [left_list[i] + right_list[i] for i in range(million)]
loop_seconds = time.perf_counter() - start

left, right = torch.arange(million), torch.arange(million)
start = time.perf_counter()
by_tensor = left + right
tensor_seconds = time.perf_counter() - start
print(f"loop {1000 * loop_seconds:.1f} ms, tensor {1000 * tensor_seconds:.2f} ms")

# %% proof
assert by_tensor.tolist() == by_loop
assert (a * b).tolist() == value(tf.constant([1, 2, 3]) * tf.constant([4, 5, 6])).tolist() == [4, 10, 18]

# %% [markdown]
# ### Broadcasting
#
# What if the shapes differ? A dimension of size **1** is repeated as often as needed. This is called
# **broadcasting**. A column and a row make a whole table:

# %%
column = torch.tensor([[10], [20]])  # (2, 1)
row = torch.tensor([[1, 2, 3]])  # (1, 3)
viz.matrix(column, "+", row, "=", column + row)

# %% [markdown]
# **The rule.** Write the two shapes one below the other, so that they end at the same place. Compare them from
# right to left. Two sizes fit if they are equal, or if one of them is 1. A missing size counts as 1.
#
# ```
# (2, 3)             (2, 1)             (3,)
#    (3,)            (1, 3)             (2,)
# ------             ------             ----
# (2, 3)             (2, 3)             error: 3 and 2
# ```
#
# Two shops sell the same three goods, and shipping costs the same from both. Each row of prices gets the same three
# numbers:

# %%
prices = torch.tensor([[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]])  # (2, 3)
shipping = torch.tensor([1.0, 2.0, 3.0])  # (3,): for each of the goods
viz.matrix(prices, "+", shipping, "=", prices + shipping)

# %% proof
assert (column + row).tolist() == [[11, 12, 13], [21, 22, 23]]
assert (prices + shipping).shape == (2, 3)
with pytest.raises(RuntimeError):
    torch.tensor([1, 2, 3]) + torch.tensor([1, 2])
with pytest.raises(ValueError, match="do not fit"):
    tf.constant([1, 2, 3]) + tf.constant([1, 2])

# %% [markdown]
# Type two shapes of your own into the fields below. The picture shows them as the rule reads them, with the last
# sizes, *axis -1*, one below the other. A dashed box is repeated: `1 → 3` means "a 1, repeated three times", and `(1)`
# stands for a size that is missing. Find a pair that does not fit, and repair it with a single 1.

# %%
viz.shape_explorer((2, 1), (1, 3))

# %% proof
from itertools import product

from lessonlib.viz.alignment import align

SHAPES = [shape for rank in range(4) for shape in product((1, 2, 3), repeat=rank)]


def agrees_with_torch(operation, calculate):
    """How many pairs of shapes fit; fails where the picture's answer is not torch's."""
    fits = 0
    for first, second in product(SHAPES, repeat=2):
        try:
            want = tuple(calculate(torch.ones(first), torch.ones(second)).shape)
        except RuntimeError:
            want = None
        assert align(first, second, operation).result == want, (first, second)
        fits += want is not None
    return fits


assert 0 < agrees_with_torch("+", torch.add) < len(SHAPES) ** 2
assert 0 < agrees_with_torch("@", torch.matmul) < len(SHAPES) ** 2

# %% [markdown]
# **Your turn.** A tensor of shape (4, 1, 3) plus one of shape (2, 1): which shape has the sum? Set `shape_of_sum`.

# %% try="broadcast_shape"
shape_of_sum = ...

# %% solution="broadcast_shape"
shape_of_sum = (4, 2, 3)

# %% [markdown] solution="broadcast_shape"
# From the right: 3 and 1 give 3; 1 and 2 give 2; 4 and nothing give 4.

# %% [markdown] hints="broadcast_shape"
# - when "[4, 1, 3]": The 1 in the middle meets a 2, and is repeated.
# 1. Write (2, 1) below (4, 1, 3), with the 1 below the 3. Then go from right to left.

# %% check="broadcast_shape"
expect.predicted(shape_of_sum, (4, 2, 3), what="The shape of the sum", hint="From right to left.")

# %% wrong="broadcast_shape" message="[4, 1, 3]"
shape_of_sum = (4, 1, 3)

# %% proof
assert (torch.ones(4, 1, 3) + torch.ones(2, 1)).shape == (4, 2, 3)

# %% [markdown]
# **The mistake without an error.** You have three predictions as a column, and three true values as a vector. You
# want three differences, and you get nine. All three predictions are right, yet most differences are not 0:

# %%
predictions = torch.tensor([[1.0], [2.0], [3.0]])  # (3, 1)
truth = torch.tensor([1.0, 2.0, 3.0])  # (3,)
viz.matrix(predictions, "-", truth, "=", predictions - truth)

# %% proof
assert (predictions - truth).shape == (3, 3)
assert (predictions - truth.reshape(3, 1)).abs().sum() == 0

# %% [markdown]
# If a training behaves strangely, print the shapes first.
#
# **Your turn.** `row_means` holds the mean of each *row* of `grid`. Subtract from each row its own mean. The line
# below runs without an error, and is wrong: change it.

# %% try="centred"
grid = torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [0.0, 0.0, 6.0]])
row_means = grid.mean(dim=1)  # (3,): 2, 20 and 2
centred = grid - row_means

# %% solution="centred"
grid = torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [0.0, 0.0, 6.0]])
row_means = grid.mean(dim=1)  # (3,): 2, 20 and 2
centred = grid - row_means.reshape(3, 1)

# %% [markdown] solution="centred"
# As a vector the means are a *row*, which broadcasting repeats downwards. As a column, each stays in its own row.
# `grid.mean(dim=1, keepdim=True)` gives a column at once.

# %% [markdown] hints="centred"
# - when "shape": Subtract a tensor of shape (3, 1), and the result keeps its shape (3, 3).
# 1. A vector counts as a row. You need a column: the shape (3, 1).

# %% check="centred"
expect.close(
    centred, [[-1, 0, 1], [-10, 0, 10], [-2, -2, 4]], what="centred", hint="Are the means a row or a column?"
)

# %% wrong="centred" message="shape"
grid = torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [0.0, 0.0, 6.0]])
row_means = grid.mean(dim=1)
centred = grid - row_means.reshape(3, 1, 1)

# %% [markdown]
# ## 9. The matrix product
#
# The most important operation of deep learning is not element by element. Start with two vectors. Their **dot
# product** multiplies the elements at the same place and adds up the products:
#
# $$(1, 2, 3) \cdot (4, 5, 6) = 1 \cdot 4 + 2 \cdot 5 + 3 \cdot 6 = 32$$
#
# **Your turn.** What is the dot product of (2, 0, 1) and (3, 5, 4)? Set `dot` to it.

# %% try="dot"
dot = ...

# %% solution="dot"
dot = 10

# %% [markdown] solution="dot"
# 2·3 + 0·5 + 1·4. In code: `torch.dot(torch.tensor([2, 0, 1]), torch.tensor([3, 5, 4]))`.

# %% [markdown] hints="dot"
# - when "[6, 0, 4]": These are the three products. One step is missing.
# 1. Multiply at the same place, then add.

# %% check="dot"
expect.predicted(dot, 10, what="The dot product", hint="It is a single number.")

# %% wrong="dot" message="[6, 0, 4]"
dot = [6, 0, 4]

# %% [markdown]
# The **matrix product** $C = A B$ is a table of dot products: the element in row $i$ and column $j$ of $C$ is the dot
# product of **row** $i$ of $A$ with **column** $j$ of $B$. In code it is `A @ B`, or `tf.matmul(A, B)`.

# %%
A = torch.tensor([[1, 2], [3, 4]])
B = torch.tensor([[1], [2]])
viz.matrix(A, "@", B, "=", A @ B)

# %% proof
assert torch.dot(a, b) == 32
assert (A @ B).tolist() == [[5], [11]]
assert value(tf.matmul(tf.constant([[1, 2], [3, 4]]), tf.constant([[1], [2]]))).tolist() == [[5], [11]]

# %% [markdown]
# Check it with a pencil: the first row gives 1·1 + 2·2 = 5, the second 3·1 + 4·2 = 11.
#
# **Your turn.** Work out this product by hand, and set `by_hand` to a list of rows.
#
# $$\begin{pmatrix} 1 & 2 \\ 0 & 1 \end{pmatrix} \begin{pmatrix} 3 & 0 \\ 4 & 1 \end{pmatrix}$$

# %% try="by_hand"
by_hand = [[..., ...], [..., ...]]

# %% solution="by_hand"
by_hand = [[11, 2], [4, 1]]

# %% [markdown] solution="by_hand"
# Top left: row (1, 2) with column (3, 4) is 1·3 + 2·4 = 11.

# %% [markdown] hints="by_hand"
# - when "[[3, 0], [0, 1]]": You multiplied element by element.
# - when "[[3, 6], [4, 9]]": You took the matrices in the other order.
# 1. Each element needs one row of the first matrix and one column of the second.

# %% check="by_hand"
expect.predicted(
    by_hand, [[11, 2], [4, 1]], what="The product", hint="Row of the first, column of the second."
)

# %% wrong="by_hand" message="[[3, 0], [0, 1]]"
by_hand = [[3, 0], [0, 1]]

# %% wrong="by_hand" message="[[3, 6], [4, 9]]"
by_hand = [[3, 6], [4, 9]]

# %% proof
first, second = torch.tensor([[1, 2], [0, 1]]), torch.tensor([[3, 0], [4, 1]])
assert (first @ second).tolist() == [[11, 2], [4, 1]]
assert (first * second).tolist() == [[3, 0], [0, 1]]
assert (second @ first).tolist() == [[3, 6], [4, 9]]

# %% [markdown]
# **The shapes must fit.** A row of $A$ has as many elements as $A$ has columns; a column of $B$ has as many as $B$
# has rows. These two must agree, and they disappear. The outer sizes stay:
#
# $$(m, \mathbf{k}) \;@\; (\mathbf{k}, n) \rightarrow (m, n)$$
#
# - `A * B` is *not* the matrix product. It goes element by element, and broadcasting may hide the mistake.
# - The order matters. Even where both products exist, `A @ B` and `B @ A` usually differ, as the next picture shows.
# - Tensors of rank 3 and more are *stacks* of matrices. Only their last two dimensions take part in the product.
#
# > **TensorFlow 1.** `tf.matmul` takes matrices, not vectors: make a column of shape (k, 1) of the vector first.
# > PyTorch's `@` takes a vector, too.

# %% [markdown]
# The explorer of section 8 knows the matrix product, too. The line joins the two sizes that meet. Change one of them;
# then put a stack in front, such as (5, 2, 3); then take its other calculation for the same two shapes.

# %%
viz.shape_explorer((2, 3), (3, 4), "@")

# %%
P = torch.tensor([[1, 2], [3, 4]])
Q = torch.tensor([[0, 1], [1, 0]])
viz.matrix("P @ Q:", P @ Q, "  Q @ P:", Q @ P, title="Q swaps columns, then rows")

# %% proof
assert (P @ Q).tolist() == [[2, 1], [4, 3]]
assert (Q @ P).tolist() == [[3, 4], [1, 2]]
assert (P @ torch.tensor([1, 2])).tolist() == [5, 11]
assert (torch.ones(5, 2, 3) @ torch.ones(5, 3, 4)).shape == (5, 2, 4)
with pytest.raises(ValueError):
    tf.matmul(tf.constant([[1, 2], [3, 4]]), tf.constant([1, 2]))

# %% [markdown]
# ### What it is for
#
# Four flats, each with three features: the number of rooms, the area in 10 m², the age in 10 years. There is one
# weight for each feature, and a basic price. One matrix product and one broadcast addition give all four prices.
# This is already a layer of a neural network; lesson 3 finds the weights from data.

# %%
X = torch.tensor([[2.0, 5.0, 1.0], [3.0, 7.0, 4.0], [1.0, 3.0, 2.0], [4.0, 9.0, 0.0]])  # (4, 3)
W = torch.tensor([[1.0], [3.0], [-2.0]])  # (3, 1)
basic = torch.tensor([10.0])  # (1,)
viz.matrix(X, "@", W, "+", basic, "=", X @ W + basic)

# %% [markdown]
# > **TensorFlow 1** keeps a description of the calculation, a *graph*: constants flow into operations. Lesson 2 is
# > about such graphs.

# %%
features, weights = tf.constant(X.numpy(), name="X"), tf.constant(W.numpy(), name="W")
weighted = tf.matmul(features, weights, name="weighted")
price = tf.add(weighted, tf.constant([10.0], name="basic_price"), name="price")
viz.computation_graph(tf.get_default_graph(), fetches=[price])

# %% proof
assert (X @ W + basic).ravel().tolist() == value(price).ravel().tolist() == [25.0, 26.0, 16.0, 41.0]

# %% [markdown]
# **Your turn.** `photos` has the shape (32, 784): 32 photos with 784 pixels each. A layer with 10 outputs calculates
# `photos @ W + b`. Which shape has `W`? Set `shape_of_W`.

# %% try="layer_shape"
shape_of_W = ...

# %% solution="layer_shape"
shape_of_W = (784, 10)

# %% [markdown] solution="layer_shape"
# (32, 784) @ (784, 10) gives (32, 10): ten outputs for each photo. How many photos there are does not matter to `W`.

# %% [markdown] hints="layer_shape"
# - when "[10, 784]": The inner sizes would be 784 and 10. They have to agree.
# 1. The result has the shape (32, 10). Fill in: (32, 784) @ (?, ?) gives (32, 10).

# %% check="layer_shape"
expect.predicted(
    shape_of_W, (784, 10), what="The shape of W", hint="The inner sizes agree, the outer ones stay."
)

# %% wrong="layer_shape" message="[10, 784]"
shape_of_W = (10, 784)

# %% [markdown]
# ## 10. Where a tensor lives
#
# A computer with a graphics card has two memories: the main memory beside the CPU, and the memory of the card beside
# the GPU. Each tensor lives in one of them, and its **device** says in which. Tensors can only be combined on the
# same device, and a copy from one to the other takes time. So move the data once, and calculate there.
# `choose_device("auto")` takes a CUDA GPU if there is one, and the CPU if not.

# %%
device = choose_device("auto")
x = torch.ones(2, 3)
moved = x.to(device)
print("x:    ", x.device)
print("moved:", moved.device)
print("NumPy:", (moved * 2).cpu().numpy().sum())

# %% proof
assert x.device.type == "cpu"
assert moved.device.type == device.type
with tf.device("/cpu:0"):
    on_cpu = tf.constant([1.0, 2.0])
assert "cpu" in on_cpu.device.lower()
assert isinstance(value(on_cpu), np.ndarray)
if device.type == "cuda":
    with pytest.raises(RuntimeError):
        x + moved

# %% [markdown]
# `x.to(device)` leaves `x` where it was and gives a tensor on the other device. NumPy knows only the main memory, so
# bring a tensor back with `.cpu()` before you make an array of it.
#
# > **TensorFlow 1.** A session takes the GPU by itself if there is one; `with tf.device("/cpu:0"):` asks for a place.
# > What `sess.run` returns is NumPy, so it is always in the main memory.
#
# **Your turn.** Move `weights` to `device`, double it there, and bring the result back as a NumPy array: one line,
# which runs on every machine.

# %% try="there_and_back"
weights = torch.tensor([1.0, 2.0])
doubled = weights

# %% solution="there_and_back"
weights = torch.tensor([1.0, 2.0])
doubled = (weights.to(device) * 2).cpu().numpy()

# %% [markdown] solution="there_and_back"
# Without `.cpu()` it would run on this line only where there is no GPU.

# %% [markdown] hints="there_and_back"
# - when "no NumPy array": The last step is missing: it makes an array of a tensor in the main memory.
# 1. Three steps, one after the other: to the device; times 2; back, and to NumPy. The last line of the cell above
#    has them all.

# %% check="there_and_back"
import numpy as np

expect.that(
    isinstance(doubled, np.ndarray), "doubled is no NumPy array.", hint="Which method makes one of a tensor?"
)
expect.close(doubled, [2, 4], what="doubled")

# %% wrong="there_and_back" message="no NumPy array"
weights = torch.tensor([1.0, 2.0])
doubled = weights.to(device) * 2

# %% [markdown]
# **What to expect on a GPU.** The small tensors of this lesson gain nothing there: each call has a fixed cost. A GPU
# wins with large matrices. The next cell multiplies two of 1,000 by 1,000, which takes a thousand million
# multiplications. Run it on the machine that you have; the first time includes getting ready.

# %%
torch.manual_seed(1)
big = torch.rand(1000, 1000, device=device)
for attempt in ("first time", "second time"):
    start = time.perf_counter()
    corner = (big @ big)[0, 0].item()  # .item() waits until the GPU is done
    print(f"{attempt} on {device.type}: {1000 * (time.perf_counter() - start):.1f} ms")

# %% proof
assert abs(corner - torch.dot(big[0], big[:, 0]).item()) < 0.01

# %% [markdown]
# ## Summary
#
# - Tensors of a graph never change. PyTorch tensors can: know which names share one tensor.
# - `+ - * /` work element by element. **Broadcasting** repeats dimensions of size 1, and may hide a mistake.
# - The **matrix product** `A @ B` needs (m, k) and (k, n), and gives (m, n).
# - Tensors can be combined only on the same **device**.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | immutable | 불변 | cannot be changed |
# | view | 뷰 | a window into the memory of another tensor |
# | element by element | 요소별 연산 | combine what stands at the same place |
# | broadcasting | 브로드캐스팅 | repeat a dimension of size 1 |
# | dot product | 내적 | multiply at the same place, then add |
# | matrix product | 행렬 곱 | dot products of rows with columns |
# | device | 장치 | where a tensor lives: CPU or GPU |

# %% [markdown]
# ## Read on
#
# - E. Z. Yang, *PyTorch internals* (2019), on his blog: what a view is, in pictures of memory.
# - S. van der Walt, S. C. Colbert and G. Varoquaux, *The NumPy array: a structure for efficient numerical
#   computation*, Computing in Science & Engineering 13 (2011): broadcasting, by some of its makers.
# - G. Strang, *Introduction to Linear Algebra*, fifth edition (2016), chapters 1 and 2: four ways to look at a matrix
#   product.
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023), section 2.3: linear algebra for
#   deep learning.
#
# **Open questions**, without a grade:
#
# 1. Broadcasting saves many loops and hides some mistakes. Which rule would you have made, had they asked you?
# 2. A product of two n by n matrices takes n³ multiplications in the way above. Are there faster ways, and why do
#    libraries seldom use them? (Look for *Strassen*.)
#
# **Now you**: [exercise 1](../exercises/01_tensors/01_tensors.ipynb), about 40 minutes. **Next**: {{next}}, which
# shows why TensorFlow 1 describes first and runs later.
