# %% [markdown]
# # Exercise 1: tensors
#
# You read shapes and dtypes, calculate with tensors, and build the first layer of a network.
#
# **Time**: about 40 minutes. **Points**: 10.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and
#   run the cell.
# - Then run the test below it. A failed test says what is wrong and gives a hint. Run it as often as you
#   like.
# - Stuck? Run `hint()` in a cell of your own. It helps with the test that failed last: first it says where to
#   look, then the idea, and at last nearly the answer. When the tests of a task pass, `solution("shapes")` (with the
#   name of the task) explains an answer, and what else would have done.
# - A question asks you to set some names, such as `shape_a = (2, 3)`. A comment in the cell lists them. Text
#   needs quotes: `"int32"`, not `int32`.
# - Predict first. Then try it in a cell of your own and see if you were right.
# - Cells with imports are given and locked. Run them too.

# %% setup="imports"
import numpy as np
import torch

import lessonlib.tf1 as tf

# %% [markdown]
# ## 1. Shapes
#
# What are the shapes of the tensors that these values make? Write each shape as a tuple or a list.
#
# ```python
# a = 7
# b = [7, 8, 9]
# c = [[1, 2], [3, 4], [5, 6], [7, 8]]
# d = [[[1, 2, 3]], [[4, 5, 6]]]
# e = [[7]]
# ```
#
# Set `rank_d` to the rank of the tensor of `d`, too.

# %% task="shapes"
# shape_a, shape_b, shape_c, shape_d, shape_e = a tuple each
# rank_d = a number
### BEGIN SOLUTION
shape_a = ()
shape_b = (3,)
shape_c = (4, 2)
shape_d = (2, 1, 3)
shape_e = (1, 1)
rank_d = 3
### END SOLUTION

# %% [markdown] hints="shapes"
# - when "shape_b is a number": Python reads `(5)` as the number 5. What has to stand inside the brackets of a
#   tuple with one element?
# - when "shape_c is not right": Go from the outside to the inside. How many things stand in the outer brackets?
#   Only then: how many numbers stand in each of them?
# 1. Section 5 of the chapter reads a shape from the outside to the inside.
# 2. Count what stands in the outermost brackets: that is the first size. Then look into one of these things
#    and count again, until you meet a number. A number alone has no brackets at all.
# 3. `[[[5, 6]], [[7, 8]], [[9, 0]]]` holds 3 things, each holds 1 thing, each of these holds 2 numbers: (3, 1,
#    2). Its rank is how many sizes there are.

# %% [markdown] solution="shapes"
# Each pair of brackets is one dimension, and its size is the number of things directly inside. A number alone has
# no brackets, so its shape is the empty tuple `()`. A list, such as `[4, 2]`, or the shape that a library prints
# would have done as well.

# %% test="shapes_read" points=1
# The shapes and the rank are right.
import numpy as np

from lessonlib.check import answer, expect

values = {
    "a": 7,
    "b": [7, 8, 9],
    "c": [[1, 2], [3, 4], [5, 6], [7, 8]],
    "d": [[[1, 2, 3]], [[4, 5, 6]]],
    "e": [[7]],
}
for name, tensor in values.items():
    got = answer.at(f"shape_{name}")
    got = got.tolist() if isinstance(got, np.ndarray) else got
    expect.that(
        isinstance(got, list),
        f"shape_{name} is a number or a text, not a tuple.",
        hint="A tuple with one size needs a comma: (5,). An empty tuple is ().",
    )
    expect.that(
        got == list(np.shape(tensor)),
        f"shape_{name} is not right.",
        hint="Count from the outside to the inside.",
    )
expect.that(answer.rank_d == np.ndim(values["d"]), "rank_d is not right.", hint="The length of the shape.")

# %% [markdown]
# ## 2. How large?
#
# A file holds 1,000 colour images. Each has 3 channels (red, green, blue), 20 rows and 30 columns. The tensor has
# the shape (1000, 3, 20, 30).
#
# - Set `elements` to the number of elements of this tensor.
# - Set `bytes_as_uint8` and `bytes_as_float32` to the memory that it needs with each dtype, in bytes.
# - Set `one_image` to the shape of one image, `images[0]`.

# %% task="sizes"
# elements, bytes_as_uint8, bytes_as_float32 = a number each
# one_image = a tuple
### BEGIN SOLUTION
elements = 1000 * 3 * 20 * 30
bytes_as_uint8 = elements
bytes_as_float32 = 4 * elements
one_image = (3, 20, 30)
### END SOLUTION

# %% [markdown] hints="sizes"
# - when "bytes_as_float32 is not right": The name of a dtype counts *bits*. How many bits has a byte?
# 1. Section 5 of the chapter says how shape and number of elements belong together. The table in section 6 says
#    how many bytes one element needs.
# 2. Multiply all sizes of the shape. For the memory, multiply by the bytes of one element. An index takes away
#    the first dimension.
# 3. A (10, 2, 5) tensor of int64 has 10 · 2 · 5 = 100 elements and 100 · 8 bytes, and its element 0 has the
#    shape (2, 5).

# %% [markdown] solution="sizes"
# An element is counted once in each dimension, so the sizes are multiplied. `uint8` takes one byte an element; the
# 32 in `float32` counts bits, which are 4 bytes. An index takes away the first dimension and leaves the others
# alone. `torch.Size((1000, 3, 20, 30)).numel()` gives the same number.

# %% test="sizes_calculated" points=1
# The number of elements, the memory, and the shape of one image are right.
import numpy as np
import torch

from lessonlib.check import answer, expect

shape = (1000, 3, 20, 30)
actual = {
    "elements": torch.Size(shape).numel(),
    "bytes_as_uint8": torch.empty(shape, dtype=torch.uint8, device="meta").nbytes,
    "bytes_as_float32": torch.empty(shape, dtype=torch.float32, device="meta").nbytes,
    "one_image": list(shape[1:]),
}
for name, right in actual.items():
    got = answer.at(name)
    expect.that(
        (got.tolist() if isinstance(got, np.ndarray) else got) == right,
        f"{name} is not right.",
        hint="Multiply the sizes. For bytes, the table of section 6 says how many one element needs.",
    )

# %% [markdown]
# ## 3. Repair a constant
#
# This line comes from a real text. It is meant to make a tensor with three dimensions, and it has a mistake:
#
# ```python
# block = tf.constant([[[1., 2., 3.]][[7., 8., 9.]]])
# ```
#
# Set `block` to the tensor that was meant, with `tf.constant`: the same six numbers, of the shape (2, 1, 3) and
# the dtype float32. Give it the name `"block"`.

# %% task="repair"
### BEGIN SOLUTION
block = tf.constant([[[1.0, 2.0, 3.0]], [[7.0, 8.0, 9.0]]], name="block")
### END SOLUTION

# %% [markdown] hints="repair"
# - when "The dtype of block": What dtype do whole numbers get, if you do not say one? Section 6 of the chapter has
#   a table.
# - when "The shape of block": Count the things in the outer brackets. There must be two of them, with a comma
#   between, and each is a matrix with one row.
# 1. Section 4 of the chapter shows this mistake, section 3 how a constant gets a name.
# 2. A comma is missing between the two matrices. `name=...` comes after the numbers.
# 3. A smaller one with the shape (2, 1, 1): `tf.constant([[[4.0]], [[5.0]]], name="small")`.

# %% [markdown] solution="repair"
# The comma makes two matrices of it; without it Python takes the second pair of brackets for an index. The decimal
# points make it float32, since whole numbers would give int32. `tf.constant([1, 2, 3, 7, 8, 9], dtype=tf.float32,
# shape=[2, 1, 3], name="block")` is right, too.

# %% test="block_is_right" points=1
# block is a tensor of the graph with the right values, shape, dtype and name.
import re

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect
from lessonlib.check.answer import Handle
from lessonlib.check.graphs import fetch_graph

expect.that(
    isinstance(answer.block, Handle),
    "block is a list or an array, not a tensor of the graph.",
    hint="Use tf.constant(...), and do not run it: a session gives a NumPy array.",
)
copied = fetch_graph({"graph": answer.block.graph, "block": answer.block})["block"]
expect.that(isinstance(copied, tf.Tensor), "block is not a tensor.", hint="Use tf.constant(...).")
expect.equal(
    copied.shape.as_list(),
    [2, 1, 3],
    what="The shape of block",
    hint="Two matrices, with one row each.",
)
with tf.Session(graph=copied.graph) as sess:
    values = sess.run(copied)
expect.equal(str(values.dtype), "float32", what="The dtype of block", hint="Write decimal numbers: 1.0.")
expect.equal(values.ravel().tolist(), [1.0, 2.0, 3.0, 7.0, 8.0, 9.0], what="The numbers of block, in order")
expect.that(
    re.fullmatch(r"block(_\d+)?", copied.op.name) is not None,
    f"The name of block is {copied.op.name!r}.",
    hint='tf.constant takes name="...".',
)

# %% [markdown]
# ## 4. dtypes
#
# Set each name to the dtype of the tensor, such as `"float64"`, or to `"error"` if the line stops with an error.
#
# ```python
# tf.constant(5)                             # p
# torch.tensor(5)                            # q
# tf.constant([5, 0.5])                      # r
# tf.constant(5) + tf.constant(0.5)          # s
# torch.tensor(5) + torch.tensor(0.5)        # t
# torch.tensor(2.9).to(torch.int32)          # u
# ```
#
# Set `u_value` to the number that the last line gives.

# %% task="dtypes"
# p, q, r, s, t, u = a text each: "int32", "int64", "float32", "float64" or "error"
# u_value = a number
### BEGIN SOLUTION
p, q, r = "int32", "int64", "float32"
s, t, u = "error", "float32", "int32"
u_value = 2
### END SOLUTION

# %% [markdown] hints="dtypes"
# - when "s is not right": TensorFlow and PyTorch do different things here. Which of them wants to hear `cast`?
# - when "u_value is not right": Does a cast round to the nearest number?
# 1. Section 6 of the chapter has a table of the usual dtypes, and one example for each of these lines.
# 2. PyTorch's whole numbers are larger than TensorFlow's. One decimal number makes the whole list
#    floating-point. Only one library mixes dtypes without asking.
# 3. Run the six lines in a cell of your own, one after the other, and print `.dtype`. Before you do, write
#    down what you expect.

# %% [markdown] solution="dtypes"
# TensorFlow takes int32 for whole numbers, PyTorch int64; one decimal number makes the whole list float32.
# TensorFlow does not mix dtypes in a sum, PyTorch turns the integer into a float. A cast cuts off what stands
# after the decimal point, so 2.9 becomes 2.

# %% test="dtypes_predicted" points=1
# The six dtypes, and the value after the cast.
import torch

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect


def dtype_of(make):
    try:
        return str(getattr(make().dtype, "name", make().dtype)).removeprefix("torch.")
    except TypeError:
        return "error"


with tf.Graph().as_default():
    actual = {
        "p": dtype_of(lambda: tf.constant(5)),
        "q": dtype_of(lambda: torch.tensor(5)),
        "r": dtype_of(lambda: tf.constant([5, 0.5])),
        "s": dtype_of(lambda: tf.constant(5) + tf.constant(0.5)),
        "t": dtype_of(lambda: torch.tensor(5) + torch.tensor(0.5)),
        "u": dtype_of(lambda: torch.tensor(2.9).to(torch.int32)),
    }
for name, right in actual.items():
    got = answer.at(name)
    expect.that(
        isinstance(got, str),
        f"{name} is not a text.",
        hint='Write the dtype in quotes: "float64".',
    )
    said = got.strip().casefold().removeprefix("torch.").removeprefix("tf.")
    expect.that(
        said == right, f"{name} is not right.", hint="Run the line in a cell of your own and print it."
    )
expect.that(
    answer.u_value == int(torch.tensor(2.9).to(torch.int32)),
    "u_value is not right.",
    hint="What does a cast to integers do with the digits after the decimal point?",
)

# %% [markdown]
# ## 5. A brighter image
#
# Write `brighten(image, amount)`. `image` is a PyTorch tensor of dtype uint8, of any shape. `amount` is a whole
# number from 0 to 255.
#
# - It returns a **new** PyTorch tensor of dtype uint8, of the same shape. Each element is larger by `amount`, but
#   never larger than 255. So 250 + 10 becomes 255.
# - It leaves `image` as it was.


# %% task="brighten"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    ### BEGIN SOLUTION
    return (image.int() + amount).clamp(max=255).to(torch.uint8)
    ### END SOLUTION


# %% [markdown] hints="brighten"
# - when "Some elements are not right": A bright element has become dark. A `uint8` starts again at 0 after 255. The sum
#   must be made in a dtype that has room for it, *before* you cut it off at 255.
# - when "The image itself has changed": Something in your function writes into `image`. Calculate a new tensor, or
#   make a `clone()` first.
# - when "The dtype": The result has another dtype than the image. Which step brings it back?
# 1. Section 6 of the chapter shows what happens to 250 + 10. Section 7 tells copies from second names.
# 2. Three steps: to a larger integer type; add; cut off at 255 and go back to uint8. `torch.clamp` cuts off.
# 3. In the other direction, darker, it could be `torch.clamp(image.long() - amount, min=0).byte()`.

# %% [markdown] solution="brighten"
# The sum is made in int32, which has room for 255 + 255. `clamp` cuts it off at 255, and only then does it go back
# to uint8. None of the three steps writes into `image`: each makes a new tensor. You could also cut off first, at
# `255 - amount`, and then add in uint8: `image.clamp(max=255 - amount) + amount`.

# %% test="brighten_values" points=1
# brighten adds, stops at 255, and returns uint8 of the same shape.
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
image = torch.as_tensor(rng.integers(0, 256, (3, 4, 5)), dtype=torch.uint8)
for picture, amount in ((torch.tensor([0, 100, 200], dtype=torch.uint8), 50), (image, 0), (image, 90)):
    got = answer.brighten(picture, amount)
    expect.shape(got, tuple(picture.shape), what=f"The image after brighten(image, {amount})")
    dtype = str(getattr(got, "dtype", type(got).__name__))
    expect.equal(dtype, "uint8", what="The dtype of the result", hint="Go back to torch.uint8 at the end.")
    want = [min(int(element) + amount, 255) for element in picture.flatten()]
    expect.that(
        got.ravel().tolist() == want,
        f"Some elements are not right after brighten(image, {amount}).",
        hint="100 + 50 is 150, and 250 + 10 is 255, not 4.",
    )
### BEGIN HIDDEN TESTS
for amount in (1, int(rng.integers(2, 250)), 255):
    picture = torch.as_tensor(rng.integers(0, 256, (7, 2)), dtype=torch.uint8)
    want = [min(int(element) + amount, 255) for element in picture.flatten()]
    expect.close(answer.brighten(picture, amount).ravel(), want, what=f"The image {amount} brighter")
### END HIDDEN TESTS

# %% test="brighten_keeps" points=0.5
# brighten leaves the image that it was given as it was.
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
amount = int(rng.integers(5, 50))
image = torch.as_tensor(rng.integers(0, 200, (2, 3)), dtype=torch.uint8)  # nothing comes to 255
sent = answer.send(image)  # one image, which your function gets and this test looks at afterwards
result = answer.brighten(sent, amount)
expect.that(
    sent.tolist() == image.tolist(),
    "The image itself has changed.",
    hint="Calculate a new tensor, or work on image.clone().",
)
expect.close(result, image.int() + amount, what="The result, a brighter image", hint="Return the new tensor.")

# %% [markdown]
# ## 6. Names, copies and devices
#
# Predict what the program prints, without running it:
#
# ```python
# x = torch.tensor([1, 2, 3])
# y = x
# z = x.clone()
# x = x + 1            # line 4
# y[0] = 50            # line 5
# print(x.tolist())    # printed_x
# print(y.tolist())    # printed_y
# print(z.tolist())    # printed_z
# ```
#
# Which statements are true? Set `true_statements` to a list of letters, such as `["a", "d"]`.
#
# - `a` A tensor of a graph (TensorFlow 1) can be changed with `t[0] = 5`.
# - `b` `x.to("cuda")` gives a tensor on the GPU, and leaves `x` where it was.
# - `c` A tensor on the CPU and a tensor on the GPU can be added; PyTorch copies one of them by itself.
# - `d` What `sess.run` returns is a NumPy array or a number in the main memory, also with a GPU.
# - `e` A small calculation, such as adding two vectors of 3, is much faster on a GPU.
# - `f` `torch.from_numpy(array)` shares its memory with the array.

# %% task="names_and_devices"
# printed_x, printed_y, printed_z = a list of three numbers each
# true_statements = [letters]
### BEGIN SOLUTION
printed_x = [2, 3, 4]
printed_y = [50, 2, 3]
printed_z = [1, 2, 3]
true_statements = ["b", "d", "f"]
### END SOLUTION

# %% [markdown] hints="names_and_devices"
# - when "printed_x is not what": Line 4 makes a *new* tensor, and only the name `x` moves to it. Which tensor does
#   `y` still mean in line 5?
# - when "Three statements are true": Read the statements about two devices again. Does PyTorch move anything
#   without being asked?
# 1. Section 7 of the chapter is about names and copies, section 10 about devices.
# 2. Draw a box for each tensor, and an arrow from each name to its box. A calculation makes a new box. An
#    assignment to an element writes into a box.
# 3. After line 4 there are three boxes, with one name each. Line 5 writes into the oldest one. For the
#    statements: one of a, b, c is true, and two of d, e, f.

# %% [markdown] solution="names_and_devices"
# `z` is a copy, so nothing that happens later reaches it. Line 4 makes a new tensor and moves the name `x` to it.
# Line 5 therefore writes into the first tensor, to which only `y` still points.

# %% test="copies" points=0.5
# The predictions agree with what the program prints.
import numpy as np
import torch

from lessonlib.check import answer, expect

x = torch.tensor([1, 2, 3])
y = x
z = x.clone()
x = x + 1
y[0] = 50
for name, tensor in {"x": x, "y": y, "z": z}.items():
    got = answer.at(f"printed_{name}")
    expect.that(
        (got.tolist() if isinstance(got, np.ndarray) else got) == tensor.tolist(),
        f"printed_{name} is not what the program prints.",
        hint="Which lines make a new tensor, and which write into an old one?",
    )

# %% test="statements" points=0.5
# The true statements are found.
from lessonlib.check import answer, expect

expect.sealed(
    answer.true_statements,
    "01_statements",
    "9472ca01e58d351d",
    what="true_statements",
    options="abcdef",
    hint="Three statements are true. Sections 7 and 10 of the chapter have an example of each.",
)

# %% [markdown] why="01_statements" answer=["b", "d", "f"]
# `b`: `to` gives a tensor on the other device and leaves the old one where it was. `d`: a session hands out NumPy
# arrays, which know only the main memory. `f`: `from_numpy` shares, `torch.tensor` copies. Not `a`: tensors of a
# graph are immutable. Not `c`: PyTorch moves nothing without being asked; it stops with an error. Not `e`: each
# call to a GPU has a fixed cost, which is far more than adding three numbers.

# %% [markdown]
# ## 7. A table of products
#
# Write `times_table(left, right)`. `left` is a PyTorch vector of shape (m,), `right` one of shape (n,), with m and n
# at least 1. It returns a PyTorch tensor of shape (m, n): the element in row i and column j is `left[i] *
# right[j]`.
#
# For `[1, 2]` and `[3, 4, 5]` it returns `[[3, 4, 5], [6, 8, 10]]`. Broadcasting does it in one line.


# %% task="times_table"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    ### BEGIN SOLUTION
    return left.reshape(-1, 1) * right
    ### END SOLUTION


# %% [markdown] hints="times_table"
# - when "must match the size": You multiply vectors of different lengths element by element. One of them must
#   become a column first.
# - when "vectors of 2 and 3 has the wrong shape": Rows and columns are swapped. Which of the two
#   vectors must run from top to bottom?
# 1. Section 8 of the chapter adds a column and a row.
# 2. Give one vector a second dimension of size 1, so that broadcasting repeats it. `left` goes down the table, so
#    it must be a column.
# 3. With numbers: `torch.tensor([[1], [2]]) * torch.tensor([3, 4, 5])`. `reshape` makes a column of a vector.

# %% [markdown] solution="times_table"
# As a column of shape (m, 1), `left` meets `right` of shape (n,). Broadcasting repeats the column n times and the
# row m times, which gives (m, n). `left[:, None] * right`, `torch.outer(left, right)` and the matrix product
# `left.reshape(-1, 1) @ right.reshape(1, -1)` do the same.

# %% test="table_shape" points=0.5
# times_table returns a table of the shape (m, n), which begins and ends with the right product.
import torch

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for m, n in ((2, 3), (1, 4), (5, 1)):
    left, right = (torch.as_tensor(rng.uniform(1, 9, size)) for size in (m, n))
    got = answer.times_table(left, right)
    what = f"times_table for vectors of {m} and {n}"
    expect.shape(got, (m, n), what=what, hint="left goes down the table.")
    corners = [left[0] * right[0], left[-1] * right[-1]]
    expect.close([got[0][0], got[-1][-1]], corners, what=f"The first and the last element of {what}")

# %% test="table_values" points=1
# times_table multiplies each element of left with each of right.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh

expect.close(
    answer.times_table(torch.tensor([1, 2]), torch.tensor([3, 4, 5])),
    [[3, 4, 5], [6, 8, 10]],
    what="times_table([1, 2], [3, 4, 5])",
)
rng = fresh.rng()
left, right = (torch.as_tensor(rng.random(4), dtype=torch.float32) for _ in range(2))
expect.close(
    answer.times_table(left, right),
    np.outer(left, right),
    what="times_table for two vectors of 4",
    hint="Row i, column j holds left[i] * right[j].",
)
### BEGIN HIDDEN TESTS
for m, n in ((1, 1), (3, 6), (6, 2)):
    left, right = (torch.as_tensor(rng.normal(size=size), dtype=torch.float32) for size in (m, n))
    expect.close(answer.times_table(left, right), np.outer(left, right), what=f"times_table for {m} and {n}")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. Matrix products
#
# **By hand.** Calculate $C = A B$ with a pencil. Set `product` to it: a list of rows.
#
# $$A = \begin{pmatrix} 1 & 2 \\ 0 & 3 \end{pmatrix} \qquad B = \begin{pmatrix} 4 & 1 \\ 5 & 2 \end{pmatrix}$$
#
# **Which exist?** Let `P` have the shape (2, 3), `Q` (3, 4) and `R` (2, 4). Set `existing` to the letters of the
# products that exist, and `shape_pq` to the shape of `P @ Q`.
#
# - `a` `P @ Q`
# - `b` `Q @ P`
# - `c` `P @ R`
# - `d` `transpose(P) @ R`
# - `e` `P @ Q @ transpose(R)`

# %% task="products"
# product = [[a number, a number], [a number, a number]]
# existing = [letters]
# shape_pq = a tuple
### BEGIN SOLUTION
product = [[14, 5], [15, 6]]
existing = ["a", "d", "e"]
shape_pq = (2, 4)
### END SOLUTION

# %% [markdown] hints="products"
# - when "product is not A @ B": Is your result made element by element, or in the other order? Each element needs
#   one *row* of the first matrix and one *column* of the second.
# - when "Three products exist": Write the two shapes side by side. Only the two sizes in the middle must be equal.
# 1. Section 9 of the chapter calculates a product, and has the rule for the shapes.
# 2. Row of the first, column of the second: multiply at the same place, then add. For shapes: (m, k) and (k, n)
#    give (m, n). A transpose swaps the two sizes.
# 3. The element at the top left is 1·4 + 2·5. For the shapes, go from left to right: the product of the first
#    two has a shape, and this shape meets the third.

# %% [markdown] solution="products"
# Top left, for example: row (1, 2) with column (4, 5) is 1·4 + 2·5 = 14. A product exists where the two inner
# sizes agree: (2, 3) @ (3, 4) does and gives (2, 4); `transpose(P)` is (3, 2) and meets (2, 4); and (2, 4) meets
# `transpose(R)`, which is (4, 2).

# %% test="by_hand" points=0.5
# The product of A and B by hand.
import numpy as np

from lessonlib.check import answer, expect

got = answer.product
expect.shape(got, (2, 2), what="product", hint="A list of two rows, with two numbers each.")
expect.that(
    np.array_equal(got, np.array([[1, 2], [0, 3]]) @ np.array([[4, 1], [5, 2]])),
    "product is not A @ B.",
    hint="Row i of A with column j of B: multiply at the same place, then add.",
)

# %% test="which_exist" points=0.5
# The products that exist, and the shape of one of them.
import numpy as np

from lessonlib.check import answer, expect

expect.sealed(
    answer.existing,
    "01_existing",
    "fdccd2e56ae56f45",
    what="existing",
    options="abcde",
    hint="Three products exist. The two inner sizes must be equal.",
)
got = answer.shape_pq
expect.that(
    (got.tolist() if isinstance(got, np.ndarray) else got) == list((np.ones((2, 3)) @ np.ones((3, 4))).shape),
    "shape_pq is not right.",
    hint="The inner sizes disappear, the outer ones stay.",
)

# %% [markdown] why="01_existing" answer=["a", "d", "e"]
# The inner sizes must agree. `a`: (2, 3) @ (3, 4). `d`: (3, 2) @ (2, 4). `e`: `P @ Q` is (2, 4), and
# `transpose(R)` is (4, 2). Not `b`: 4 meets 2. Not `c`: 3 meets 2.

# %% [markdown]
# ## 9. A layer, as a graph
#
# Write `layer(X, W, b)`. `X` is a NumPy array of shape (m, k), `W` one of shape (k, n), `b` one of shape (n,), all
# float32. It describes $X W + b$ with TensorFlow, and runs it in a session.
#
# It returns **two** things: the tensor (the description), and its value (what the session gives). Both have the
# shape (m, n). Each row of `X` is one example, and each example gets the same `b`.


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    ### BEGIN SOLUTION
    tensor = tf.matmul(tf.constant(X), tf.constant(W)) + tf.constant(b)
    with tf.Session() as sess:
        return tensor, sess.run(tensor)
    ### END SOLUTION


# %% [markdown] hints="layer"
# - when "not a tensor of the graph": Your function calculates with NumPy, or returns the value twice. The first
#   thing to return is the description, before it is run.
# - when "The second result": The second thing to return is no description any more. Who makes a value of it?
# - when "Shapes do not fit": Look at the two shapes in the message. Is this the operation that takes rows and
#   columns, or the one that goes element by element?
# 1. Section 9 of the chapter calculates prices in this way. Section 2 shows how a tensor is run.
# 2. Four steps: constants; the matrix product; plus `b` (broadcasting repeats it for each row); run it.
# 3. With other names, the middle steps are `tf.add(tf.matmul(M, N), v)`. Keep the tensor in a name, run it in a
#    session as section 2 does, and return both: the tensor first.

# %% [markdown] solution="layer"
# The constants, the product and the sum only describe the calculation; `sess.run` makes values of it. Broadcasting
# adds `b` to each row. `tf.add` instead of `+` is the same, and any session will do, as long as it runs the graph
# in which the tensor was made. NumPy's `X @ W + b` has the same value, but it is no description: nobody could run
# it again with other numbers.

# %% test="layer_tensor" points=0.5
# The first result of layer is a tensor of a graph that describes X @ W + b.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.answer import Handle
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
for m, k, n in ((4, 3, 1), (3, 5, 4)):
    X, W, b = (rng.normal(size=size).astype(np.float32) for size in ((m, k), (k, n), (n,)))
    results = answer.layer(X, W, b)
    expect.that(isinstance(results, list) and len(results) == 2, "layer does not return two things.")
    expect.that(
        isinstance(results[0], Handle),
        "The first result is not a tensor of the graph.",
        hint="Return the tensor that tf.add or + gives, and then its value.",
    )
    tensor = fetch_graph({"graph": results[0].graph, "tensor": results[0]})["tensor"]
    constants = [op.outputs[0] for op in tensor.graph.operations if op.type == "Const"]
    floats = [constant for constant in constants if constant.dtype.name.startswith("float")]
    with tf.Session(graph=tensor.graph) as sess:
        got = sess.run(tensor)
        doubled = sess.run(tensor, {constant: 2 * sess.run(constant) for constant in floats})
    what = f"The value of the tensor for shapes {X.shape}, {W.shape}, {b.shape}"
    expect.close(got, X @ W + b, what=what, rtol=1e-4, atol=1e-5)
    expect.that(  # a product of two things that are doubled is four times as large
        float(np.abs(doubled - 2 * (X @ W + b)).max()) > 1e-3,
        "The tensor holds the result. It does not describe how to calculate it from X, W and b.",
        hint="Make constants of X, W and b themselves, and let the graph multiply.",
    )

# %% test="layer_value" points=0.5
# The second result of layer is the value of the first one: X @ W + b.
import numpy as np

import lessonlib.tf1 as tf
from lessonlib.check import answer, expect, fresh
from lessonlib.check.answer import Handle
from lessonlib.check.graphs import fetch_graph

rng = fresh.rng()
sizes = [(4, 3, 1), (3, 5, 4)]
### BEGIN HIDDEN TESTS
sizes += [(1, 6, 6), (6, 6, 6), (2, 1, 3)]
### END HIDDEN TESTS
for m, k, n in sizes:
    X, W, b = (rng.normal(size=size).astype(np.float32) for size in ((m, k), (k, n), (n,)))
    results = answer.layer(X, W, b)
    expect.that(isinstance(results, list) and len(results) == 2, "layer does not return two things.")
    advice = "It is what sess.run gives for the tensor."
    what = f"The second result of layer for shapes {X.shape}, {W.shape}, {b.shape}"
    expect.close(results[1], X @ W + b, what=what, rtol=1e-4, atol=1e-5, hint=advice)
    expect.that(isinstance(results[0], Handle), "There is no tensor of which it is the value.", hint=advice)
    tensor = fetch_graph({"graph": results[0].graph, "tensor": results[0]})["tensor"]
    with tf.Session(graph=tensor.graph) as sess:
        expect.close(results[1], sess.run(tensor), what=f"{what}, beside the first", rtol=1e-4, atol=1e-5)
