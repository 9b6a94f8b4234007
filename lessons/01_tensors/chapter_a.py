# %% [markdown]
# # 1a. Tensors: shape and dtype
#
# A photo, a sentence, the prices of ten thousand houses: before a computer can learn from them, they must become
# numbers. Deep learning keeps these numbers in **tensors**. The first part of this lesson shows what a tensor is;
# the second part calculates with it.
#
# **After this chapter you can**
#
# - check that the libraries are installed, and whether the machine has a GPU;
# - make tensors from Python numbers, in PyTorch and in the style of TensorFlow 1;
# - read a single number, a row or a column out of a tensor;
# - state the rank, the shape and the dtype of a tensor, and work out how much memory it needs;
# - tell `reshape` from `transpose`, and name three traps of number types.
#
# **Time**: {{time}}, with the practice. The exercise belongs to both parts of the lesson. **Needs**: Python's
# numbers, lists and functions. No GPU, no network.

# %% [markdown]
# ## 1. Install and check
#
# If the next cell runs, everything is installed. If it does not, run `make lab` in the folder of the course: it
# installs all libraries into the folder `.venv` and opens JupyterLab. (The `README` shows another way, with conda.)
# Such a folder is a **virtual environment**. It keeps the libraries of one project apart from those of all others.

# %%
import sys

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import data, viz

print("Python ", sys.version.split()[0])
print("PyTorch", torch.__version__)
print("NumPy  ", np.__version__)
print("GPU    ", torch.cuda.get_device_name(0) if torch.cuda.is_available() else "none")

# %% [markdown]
# Three libraries do the work:
#
# - **NumPy** calculates with arrays. Most Python libraries for numbers build on it.
# - **PyTorch** is the deep-learning library that most people use today.
# - **`lessonlib.tf1`** has the names and the behaviour of TensorFlow 1, in which many books and programs are
#   written. Below it, PyTorch does the arithmetic.
#
# A **GPU** (graphics card) does thousands of small calculations at the same time, which is what deep learning
# needs. PyTorch talks to NVIDIA cards through **CUDA**. On Linux the driver of the card is enough; on Windows choose
# the CUDA version of PyTorch on its web page; a Mac has no CUDA. "None" is a fine answer, too: a GPU starts to help
# in lesson 12. If you own an NVIDIA card and the cell does not see it, run `nvidia-smi` in a terminal. It must list
# the card; if it does not, install the driver.
#
# > **In older texts.** `pip3 install tensorflow` now installs TensorFlow 2, where `tf.Session` has moved to
# > `tf.compat.v1`. The package `tensorflow-gpu` was withdrawn: the ordinary package knows the GPU.

# %% [markdown]
# ## 2. Hello, tensor
#
# The first program in a new language prints a greeting. Here it is in the style of TensorFlow 1. What do you expect
# to see?

# %%
hello = tf.constant("Hello, tensor!")
print(hello)

# %% [markdown]
# Not the greeting. TensorFlow 1 works in two steps: first you *describe* a calculation, then a **session** runs it.
# `hello` is only the description: a tensor with the name `Const:0`, the shape `()` and the dtype `string`. To get
# its value, run it:

# %%
with tf.Session() as sess:
    greeting = sess.run(hello)
print(greeting)
print(greeting.decode())

# %% proof
assert greeting.decode() == "Hello, tensor!"

# %% [markdown]
# The `b` in front means *bytes*: TensorFlow keeps text as bytes, and `decode()` turns them into text.
#
# Why two steps? That is the subject of lesson 2. Here we need only a small helper which runs a tensor and hands us
# its value, as a NumPy array or a single number. **PyTorch** has no session at all: it calculates at once.


# %%
def value(tensor):
    """The value of a tensor of the graph, as NumPy."""
    with tf.Session() as sess:
        return sess.run(tensor)


total = tf.add(10, 32)
print("TensorFlow 1, description:", total)
print("TensorFlow 1, value:      ", value(total))
print("PyTorch:                  ", torch.tensor(10) + torch.tensor(32))

# %% proof
assert value(total) == 42

# %% [markdown]
# **Your turn.** Let `product` *describe* 7 times 6, with `tf.multiply`. Then let the session run it, and keep the
# number in `result`. Write your answers in place of `...` and run the cell (Shift+Enter).

# %% try="run_it"
product = ...
with tf.Session() as sess:
    result = ...

# %% solution="run_it"
product = tf.multiply(7, 6)
with tf.Session() as sess:
    result = sess.run(product)

# %% [markdown] solution="run_it"
# `product` is still a description. Only what `sess.run` returns is a number.

# %% [markdown] hints="run_it"
# - when "The result": A description was copied, or nothing was run. Which method of the session did `hello` need?
# 1. `tf.multiply` takes two numbers, just as `tf.add` does.
# 2. `sess.run(...)` wants the tensor that it is to run.

# %% check="run_it"
expect.that(
    isinstance(product, tf.Tensor),
    "product is not a description.",
    hint="Use tf.multiply, without a session.",
)
expect.that(not isinstance(result, tf.Tensor), "The result is a description, not a number.", hint="Run it.")
expect.equal(result, 42, what="The result")

# %% wrong="run_it" message="The result is a description"
product = tf.multiply(7, 6)
with tf.Session() as sess:
    result = product

# %% wrong="run_it" message="product is not a description"
product = 7 * 6
with tf.Session() as sess:
    result = 42

# %% [markdown]
# ## 3. Constants
#
# `tf.constant` makes a tensor from a Python number or a list. Its value is the same in each run. You can give it a
# **name**, which helps when a program has hundreds of tensors. Often you want a tensor full of one number: then you
# state the shape instead of writing a list. PyTorch's functions are nearly the same.

# %%
a = tf.constant(2, name="a")
b = tf.constant(3, name="b")
print(a)
print("a + b =", value(a + b), "   the same:", value(tf.add(a, b)))
print(value(tf.zeros([2, 3])))
print(value(tf.fill([2, 2], 7)))
print(torch.tensor([1.5, 2.5]))
print(torch.full((2, 2), 7))

# %% proof
assert value(a + b) == value(tf.add(a, b)) == 5
assert (torch.full((2, 2), 7).numpy() == value(tf.fill([2, 2], 7))).all()

# %% [markdown]
# **Your turn.** Without writing a list, make `tenths`: a PyTorch tensor with 2 rows and 3 columns in which every
# element is 0.1.

# %% try="tenths"
tenths = ...

# %% solution="tenths"
tenths = torch.full((2, 3), 0.1)

# %% [markdown] solution="tenths"
# `torch.ones(2, 3) / 10` does it as well.

# %% [markdown] hints="tenths"
# - when "wrong shape": Rows come first, columns second.
# 1. The last line of the cell above makes a tensor that is full of sevens.

# %% check="tenths"
expect.close(tenths, [[0.1] * 3] * 2, what="tenths", hint="torch.full takes a shape and a number.")

# %% wrong="tenths" message="wrong shape"
tenths = torch.full((3, 2), 0.1)

# %% [markdown]
# ## 4. From a scalar to many dimensions
#
# A temperature is one number. The temperatures of a week are a row of numbers; those of a year, week by week, are a
# table; those of ten cities are ten tables. One kind of object holds them all: the **tensor**, an array of numbers
# with any number of dimensions.

# %%
scalar = torch.tensor(3)
vector = torch.tensor([1, 2, 3])
matrix = torch.tensor([[1, 2, 3], [4, 5, 6]])
block = torch.tensor([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])

viz.matrix(scalar, "  ", vector, "  ", matrix, "  ", block)

# %% [markdown]
# Blue cells are positive; negative numbers would be orange. The last tensor is two matrices, one behind the other,
# which the picture shows one below the other.
#
# | name | dimensions | example | to read one number, you write |
# | --- | --- | --- | --- |
# | **scalar** | 0 | `3` | `x` |
# | **vector** | 1 | `[1, 2, 3]` | `x[i]` |
# | **matrix** | 2 | `[[1, 2, 3], [4, 5, 6]]` | `x[i, j]` |
# | **tensor** | any number *n* | `[[[1, 2, 3]], [[7, 8, 9]]]` | `x[i, j, k]`, ... |
#
# You need as many indices as there are dimensions, and each pair of brackets around a number is one dimension.
# Scalars, vectors and matrices are tensors, too. Python counts from 0, and a colon takes everything along a
# dimension.

# %%
print("matrix[1, 2]   =", matrix[1, 2])  # row 1, column 2
print("matrix[0]      =", matrix[0])  # the first row
print("matrix[:, 0]   =", matrix[:, 0])  # the first column
print("block[1, 0, 2] =", block[1, 0, 2])

# %% proof
assert matrix[1, 2] == 6
assert block[1, 0, 2] == 9
assert value(tf.constant([[1, 2, 3], [4, 5, 6]])[:, 0]).tolist() == [1, 4]

# %% [markdown]
# **Your turn.** Find the number 8 in the picture of `block`. Read it with three indices: which ones?

# %% try="find_eight"
eight = block[0, 0, 0]

# %% solution="find_eight"
eight = block[1, 0, 1]

# %% [markdown] solution="find_eight"
# The second matrix (1), its first row (0), the second number there (1).

# %% [markdown] hints="find_eight"
# - when "got:      10": You are in the right matrix. Does the second index choose the row or the column?
# 1. From the outside to the inside: which matrix, which row, which place in the row? Each is counted from 0.

# %% check="find_eight"
expect.equal(eight, 8, what="The number that you read", hint="Matrix, row, column; the first one is 0.")

# %% wrong="find_eight" message="got:      10"
eight = block[1, 1, 0]

# %% [markdown]
# **A common mistake** is a missing comma between the parts of a list: `[[[1., 2., 3.]][[7., 8., 9.]]]`. Python then
# takes the second pair of brackets for an *index* of the first list and stops with a `TypeError`.
#
# ### Real data is tensors
#
# Here are images of handwritten digits. An image is a matrix with one number for each **pixel**, which tells how much
# ink is there.

# %%
images = data.digits().train.X
print("shape of all images:", tuple(images.shape))

digit = (images[0, 0] * 16).int()  # from 0, no ink, to 16
viz.matrix(digit, title="The first image: larger numbers trace a zero")

# %%
viz.image_sheet(images[:8], columns=8)

# %% proof
import pytest

first = [[1.0, 2.0, 3.0]]
assert data.digits().train.y[0] == 0
with pytest.raises(TypeError):
    first[[7.0, 8.0, 9.0]]
assert tf.constant([[[1.0, 2.0, 3.0]], [[7.0, 8.0, 9.0]]]).shape.as_list() == [2, 1, 3]

# %% [markdown]
# | data | a usual shape | in words |
# | --- | --- | --- |
# | a table of houses | (houses, features) | one row for each house |
# | one grey image | (height, width) | one number for each pixel |
# | one colour image | (3, height, width) | one matrix each for red, green and blue |
# | many images | (images, channels, height, width) | like `images`, which has one channel for grey |
# | a time series | (series, steps, features) | what was measured at each step |
#
# **Your turn.** What is the shape of `images[:8]`, the eight images above? Set `shape_of_eight` to a tuple. Predict
# first; you can always check it in a cell of your own.

# %% try="eight_images"
shape_of_eight = ...

# %% solution="eight_images"
shape_of_eight = (8, 1, 8, 8)

# %% [markdown] solution="eight_images"
# `[:8]` shortens the first dimension and leaves the others alone, even the one of size 1.

# %% [markdown] hints="eight_images"
# - when "[8, 8, 8]": One dimension is missing. How many channels does a grey image have?
# 1. The shape of all images is printed above. The slice `[:8]` changes only its first size.

# %% check="eight_images"
expect.predicted(
    shape_of_eight, (8, 1, 8, 8), what="The shape", hint="Four sizes: images, channels, height, width."
)

# %% wrong="eight_images" message="[8, 8, 8]"
shape_of_eight = (8, 8, 8)

# %% proof
assert images[:8].shape == (8, 1, 8, 8)

# %% [markdown]
# ## 5. Rank and shape
#
# The **rank** of a tensor is its number of dimensions. Its **shape** lists how many elements there are along each of
# them. A dimension is also called an **axis**, and axes are counted from 0. So the length of the shape is the rank,
# and the product of the shape is the number of elements.
#
# Read a shape from the outside to the inside. `[[[1, 2, 3]], [[7, 8, 9]]]` is a list of **2** things; each is a list
# of **1** thing; this is a list of **3** numbers. The shape is (2, 1, 3).

# %%
column = torch.tensor([[1], [2], [3]])
row = torch.tensor([[1, 2, 3]])
for tensor in (scalar, vector, row, column, block):
    print(f"rank {tensor.ndim}   shape {tuple(tensor.shape)!s:10}   elements {tensor.nelement()}")

viz.matrix(vector, "  ", row, "  ", column)

# %% [markdown]
# Three details surprise many people:
#
# - A scalar has the shape `()`, with nothing inside. Some texts write `[]` for it.
# - A vector of 3 has the shape `(3,)`, with a comma. In Python, `(3)` without the comma is only the number 3.
# - `(3,)`, `(1, 3)` and `(3, 1)` are three different shapes: a vector, a matrix with one row, and a matrix with one
#   column. The picture draws a vector as a row; the shape below it tells the truth.
#
# All rows of a tensor have the same length. `[[1, 2], [3]]` has no shape, and both libraries refuse it with a
# `ValueError`.

# %% proof
for library in (tf.constant, torch.tensor):
    with pytest.raises(ValueError, match=r"length|shape"):
        library([[1, 2], [3]])

# %% [markdown]
# **Your turn.** What is the shape of `[[[1], [2]], [[3], [4]], [[5], [6]]]`? Set `shape_inside` to it.

# %% try="read_shape"
shape_inside = ...

# %% solution="read_shape"
shape_inside = (3, 2, 1)

# %% [markdown] solution="read_shape"
# Three things, each of two things, each of one number.

# %% [markdown] hints="read_shape"
# - when "[1, 2, 3]": You read it from the inside to the outside.
# 1. Count what stands directly inside the outermost brackets. That is the first size.

# %% check="read_shape"
expect.predicted(shape_inside, (3, 2, 1), what="The shape", hint="From the outside to the inside.")

# %% wrong="read_shape" message="[1, 2, 3]"
shape_inside = (1, 2, 3)

# %% [markdown]
# ### Give it another shape
#
# `reshape` keeps the elements in their order, row after row, and fills them into a new shape with the same number of
# elements. One size may be `-1`: the library works it out. **Reshape does not turn a table.** To make columns of rows,
# *transpose* it: `x.T` in PyTorch, `tf.transpose(x)` in TensorFlow. Both results below have the shape (3, 2), but
# look at the numbers:

# %%
table = torch.arange(6).reshape(2, 3)
viz.matrix(table, "  reshape:", table.reshape(3, -1), "  transpose:", table.T)

# %% proof
assert table.reshape(3, -1).shape == table.T.shape == (3, 2)
assert (table.reshape(3, -1) != table.T).any()
assert (value(tf.transpose(tf.reshape(tf.range(6), [2, 3]))) == table.T.numpy()).all()
with pytest.raises(ValueError, match="6 elements"):
    tf.reshape(tf.range(6), [4, 2])

# %% [markdown]
# **Your turn.** `months` holds twelve numbers, one for each month. Make `quarters`: four rows, one for each quarter of
# the year. Let the library work out the number of columns.

# %% try="quarters"
months = torch.arange(1, 13)
quarters = ...

# %% solution="quarters"
months = torch.arange(1, 13)
quarters = months.reshape(4, -1)

# %% [markdown] solution="quarters"
# `reshape(4, 3)` is the same; with `-1` the line also fits 24 months.

# %% [markdown] hints="quarters"
# - when "(3, 4)": A quarter has three months. So how many rows are there, and how many columns?
# 1. Rows come first. In place of the number of columns stands -1.

# %% check="quarters"
expect.close(quarters, [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]], what="quarters", hint="4 rows.")

# %% wrong="quarters" message="(3, 4)"
months = torch.arange(1, 13)
quarters = months.reshape(3, -1)

# %% [markdown]
# **Your turn.** Each row of `marks` is a pupil, each column a test. Make `by_test`, in which each row is a test:
# first the three marks of the first test, then those of the second.

# %% try="by_test"
marks = torch.tensor([[1, 4], [2, 5], [3, 6]])  # (3, 2): three pupils, two tests
by_test = ...

# %% solution="by_test"
marks = torch.tensor([[1, 4], [2, 5], [3, 6]])  # (3, 2): three pupils, two tests
by_test = marks.T

# %% [markdown] solution="by_test"
# `marks.reshape(2, 3)` has the right shape as well, but mixes up the pupils. No error would tell you.

# %% [markdown] hints="by_test"
# - when "largest difference": The shape is right, but the numbers are still read row after row. Print your result.
# 1. Rows shall become columns. Which of the two does this, `reshape` or `transpose`?

# %% check="by_test"
expect.close(by_test, [[1, 2, 3], [4, 5, 6]], what="by_test", hint="The first row is 1, 2, 3.")

# %% wrong="by_test" message="largest difference"
marks = torch.tensor([[1, 4], [2, 5], [3, 6]])
by_test = marks.reshape(2, 3)

# %% [markdown]
# ## 6. Every element has the same dtype
#
# A Python list may hold a number beside a text. A tensor may not: all its elements have the same **dtype** (data
# type). So each element takes the same number of bytes, and a calculation runs through all of them at full speed.
#
# | dtype | holds | bytes | used for |
# | --- | --- | --- | --- |
# | `float32` | decimal numbers, about 7 digits | 4 | nearly everything in deep learning |
# | `float64` | decimal numbers, about 16 digits | 8 | exact calculations; NumPy's default |
# | `int32`, `int64` | whole numbers | 4, 8 | counts, classes, indices |
# | `uint8` | whole numbers from 0 to 255 | 1 | pixels of an image |
# | `bool` | True, False | 1 | answers to questions such as `x > 0` |
# | `string` | text, as bytes | | names; TensorFlow only |
#
# If you do not state the dtype, the library chooses one, and they do not choose alike. A single decimal number makes
# all elements floats.
#
# | you write | TensorFlow | PyTorch | NumPy |
# | --- | --- | --- | --- |
# | `[1, 2]` | int32 | int64 | int64 |
# | `[1, 2.5]` | float32 | float32 | float64 |

# %% proof
for numbers, chosen in (([1, 2], ("int32", "int64", "int64")), ([1, 2.5], ("float32", "float32", "float64"))):
    made = (tf.constant(numbers).dtype.name, torch.tensor(numbers).numpy().dtype, np.array(numbers).dtype)
    assert made == chosen

# %% [markdown]
# > **TensorFlow does not mix dtypes.** An integer tensor plus a float tensor is a `TypeError`. You say what you want
# > with a **cast**: `tf.cast(whole, tf.float32) + part`. PyTorch turns the integer into a float by itself; its cast
# > is `x.to(torch.float32)`.
#
# **Three traps.** A cast to integers cuts off what stands after the decimal point; it does not round. A `uint8` ends
# at 255 and starts again at 0, without an error: a bright image that is made brighter turns dark. And a float32 has
# only about 7 digits: add 1 to a large number, and nothing may happen.

# %%
print("cast:   ", torch.tensor([2.7, -2.7]).to(torch.int32))
print("uint8:  ", torch.tensor([100, 200, 250], dtype=torch.uint8) + 10)
large = torch.tensor(100_000_000.0)
print("float32:", (large + 1 - large).item())
print("float64:", (large.double() + 1 - large.double()).item())

# %% proof
assert torch.tensor([2.7, -2.7]).int().tolist() == [2, -2]
assert value(tf.cast(tf.constant([2.7, -2.7]), tf.int32)).tolist() == [2, -2]
assert (torch.tensor([100, 200, 250], dtype=torch.uint8) + 10).tolist() == [110, 210, 4]
assert large + 1 == large
assert large.double() + 1 != large.double()
assert value(tf.cast(tf.constant(1), tf.float32) + tf.constant(2.5)) == 3.5
assert torch.tensor(1) + torch.tensor(2.5) == 3.5
with pytest.raises(TypeError):
    tf.constant(1) + tf.constant(2.5)

# %% [markdown]
# **Your turn.** A pixel has the value 5, as a `uint8`. You make it darker by 10. What does PyTorch calculate? Set
# `darker` to the number.

# %% try="darker"
darker = ...

# %% solution="darker"
darker = 251

# %% [markdown] solution="darker"
# Below 0 it goes on from 255: 5 - 10 = -5, and -5 + 256 = 251. The dark pixel has become a bright one.

# %% [markdown] hints="darker"
# - when "got:      -5": A `uint8` has no negative numbers.
# - when "got:      0": It does not stop at the end; it goes on at the other one.
# 1. Above 255 it goes on from 0. Below 0 it goes on from 255.

# %% check="darker"
expect.predicted(darker, 251, what="The pixel", hint="What comes below 0?")

# %% wrong="darker" message="got:      -5"
darker = -5

# %% wrong="darker" message="got:      0"
darker = 0

# %% proof
assert (torch.tensor(5, dtype=torch.uint8) - 10).item() == 251

# %% [markdown]
# Why float32, then, and not float64? It takes half the memory, and on a GPU it is faster. Networks learn well with 7
# digits. The memory of a tensor is easy to work out: the number of elements times the bytes of one element. A
# million float32 numbers need 4 million bytes, or 4 megabytes.
#
# **Your turn.** A batch of colour photos has the shape (64, 3, 224, 224) and the dtype float32. How many megabytes
# (millions of bytes) does it need? Let Python do the arithmetic.

# %% try="megabytes"
megabytes = ...

# %% solution="megabytes"
megabytes = 64 * 3 * 224 * 224 * 4 / 1_000_000

# %% [markdown] solution="megabytes"
# 9.6 million numbers of 4 bytes each make about 38.5 megabytes. PyTorch tells it, too: `x.nbytes`.

# %% [markdown] hints="megabytes"
# - when "got:      9.63": These are millions of *elements*. How many bytes does one need?
# 1. Multiply all sizes, then multiply by the bytes of one float32 (see the table), and divide by a million.

# %% check="megabytes"
expect.predicted(
    megabytes, 38.535, what="The memory in megabytes", hint="Elements times bytes of one element."
)

# %% wrong="megabytes" message="got:      9.63"
megabytes = 64 * 3 * 224 * 224 / 1_000_000

# %% proof
assert torch.empty(64, 3, 224, 224, device="meta").nbytes == 38_535_168
assert torch.zeros(1_000_000).nbytes == 4_000_000

# %% [markdown]
# ## Summary
#
# - A **tensor** is an array of numbers with any number of dimensions.
# - **Rank**: how many dimensions. **Shape**: how many elements along each. **dtype**: the type of all elements.
# - `tf.constant` *describes* a tensor, and a session runs it. `torch.tensor` is there at once.
# - `reshape` keeps the order of the elements; `transpose` makes columns of rows.
# - A cast cuts off, a `uint8` wraps around, and a float32 has about 7 digits.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | tensor | 텐서 | array with any number of dimensions |
# | scalar, vector, matrix | 스칼라, 벡터, 행렬 | tensors of rank 0, 1 and 2 |
# | rank | 랭크 | number of dimensions |
# | shape | 셰이프 | number of elements along each dimension |
# | dimension, axis | 차원, 축 | one direction of a tensor |
# | element | 요소 | one of the numbers in a tensor |
# | index | 첨자, 인덱스 | the place of an element; one for each dimension |
# | constant | 상수 | a tensor with a fixed value |
# | transpose | 전치 | rows become columns |
# | dtype, data type | 자료형 | the type of all elements |
# | cast | 형 변환 | make another dtype of it |

# %% [markdown]
# ## Read on
#
# - C. R. Harris and others, *Array programming with NumPy*, Nature 585 (2020): the ideas behind shape, dtype and
#   indexing, by the people who made them.
# - A. Paszke and others, *PyTorch: an imperative style, high-performance deep learning library*, NeurIPS (2019): why
#   calculating at once won.
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023), section 2.1: the same ground,
#   with more functions.
# - D. Goldberg, *What every computer scientist should know about floating-point arithmetic*, ACM Computing Surveys
#   23 (1991): where the digits go.
#
# **Open questions**, without a grade:
#
# 1. Colour images are kept as (3, height, width) by PyTorch and as (height, width, 3) by most image files. What
#    speaks for each of the two?
# 2. Some networks now calculate with 8 bits a number. What would you try in order to find out how many digits a
#    network needs?
#
# **Next**: {{next}}, the second part of this lesson.
