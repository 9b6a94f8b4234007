# %% [markdown]
# # 1. Tensors
#
# A photo, a sentence, the prices of ten thousand houses: before a computer can learn from them, they become
# numbers. Deep learning keeps these numbers in **tensors**. This lesson shows what a tensor is, and how to
# calculate with one.
#
# **After this lesson you can**
#
# - install the libraries, and check whether a GPU is there;
# - make tensors from Python numbers, in TensorFlow's way and in PyTorch;
# - say the rank, the shape and the dtype of a tensor, and read its elements;
# - say which tensors can change, and when two names mean the same tensor;
# - add, multiply and broadcast tensors, and calculate a matrix product by hand;
# - say where a tensor lives, and move it to a GPU.
#
# **Time**: about 70 minutes, and 40 minutes for the exercise. **Needs**: Python's numbers, lists and
# functions. No GPU, no network.

# %% [markdown]
# ## 1. Install and check
#
# If you can run the next cell, everything is installed already. If not, run `make lab` in the folder of the
# course. It installs all libraries into the folder `.venv`, and opens JupyterLab. (The `README` shows another
# way, with conda.)
#
# Such a folder is a **virtual environment**: it keeps the libraries of one project apart from those of others. For
# a project of your own, on Linux or a Mac:
#
# ```
# python3 -m venv .venv
# .venv/bin/python -m pip install torch numpy matplotlib jupyterlab
# ```

# %%
import sys
import time

import numpy as np
import torch

import lessonlib.tf1 as tf
from lessonlib import data, viz
from lessonlib.training import choose_device

print("Python ", sys.version.split()[0])
print("PyTorch", torch.__version__)
print("NumPy  ", np.__version__)

# %% [markdown]
# Three libraries do the work:
#
# - **NumPy** calculates with arrays. Most Python libraries for numbers use it.
# - **PyTorch** is the deep-learning library that most people use today.
# - **`lessonlib.tf1`** has the names and the behaviour of TensorFlow 1. Many books and programs are written in
#   this style. PyTorch does the arithmetic below it.
#
# **If you follow an older text.** Texts of 2018 to 2020 say `pip3 install --upgrade tensorflow`. Today this
# installs TensorFlow 2, where `tf.Session` and `tf.placeholder` have moved to `tf.compat.v1`. They also say
# `pip3 install tensorflow-gpu`. This package was withdrawn: the ordinary package knows the GPU now.
#
# ### Is there a GPU?
#
# A **GPU** (graphics card) does thousands of small calculations at the same time. Deep learning needs exactly
# this. PyTorch talks to NVIDIA cards through **CUDA**. For PyTorch on Linux you need no extra CUDA
# installation: only the driver of the card. On Windows, choose the CUDA version of PyTorch on its web page. A
# Mac has no CUDA.

# %%
if torch.cuda.is_available():
    print("CUDA GPU:", torch.cuda.get_device_name(0))
else:
    print("No CUDA GPU. PyTorch uses the CPU.")

# %% [markdown]
# Both answers are fine. A GPU starts to help in lesson 12. If you have an NVIDIA card and the cell
# does not see it, run `nvidia-smi` in a terminal: it must list the card. If it does not, install the driver.

# %% [markdown]
# ## 2. Hello, tensor
#
# The first program of each language prints a greeting. Here it is with TensorFlow 1. What do you expect to
# see?

# %%
hello = tf.constant("Hello, tensor!")
print(hello)

# %% [markdown]
# It does not print the greeting. TensorFlow 1 works in two steps: first you *describe* the calculation, then
# a **session** runs it. `hello` is only the description: a tensor with the name `Const:0`, the shape `()` and
# the dtype `string`. To get its value, run it:

# %%
with tf.Session() as sess:
    greeting = sess.run(hello)
print(greeting)
print(greeting.decode())
assert greeting.decode() == "Hello, tensor!"

# %% [markdown]
# The `b` before the text means *bytes*: TensorFlow keeps text as bytes. `decode()` makes text of them again.
#
# Why two steps? Lesson 2 answers this. Here we need one thing only: a small helper that runs a tensor and
# gives us its value. The value is a NumPy array, or a single number.


# %%
def value(tensor):
    """The value of a tensor of the graph, as NumPy."""
    with tf.Session() as sess:
        return sess.run(tensor)


total = tf.add(10, 32)
print("description:", total)
print("value:      ", value(total))
assert value(total) == 42

# %% [markdown]
# **The PyTorch way.** PyTorch calculates at once, so there is no session. Its tensors hold numbers only: text
# must become numbers first.

# %%
print(torch.tensor(10) + torch.tensor(32))

# %% [markdown]
# You learn much from errors. The next helper runs something that must fail, and prints the error. So the
# notebook goes on. (`lambda:` makes a small function without a name. The helper calls it.)


# %%
def show_error(kind, action):
    """Run `action`, which must fail with an error of the type `kind`, and print the error."""
    try:
        action()
    except kind as error:
        print(f"{kind.__name__}: {error}")
    else:
        raise AssertionError("this should have failed")


show_error(TypeError, lambda: torch.tensor("Hello, tensor!"))

# %% [markdown]
# ## 3. Constants
#
# `tf.constant` makes a tensor from a Python number or from a list. Its value is fixed: it is the same in each
# run. You can give it a **name**. This helps later, when a program has hundreds of tensors.

# %%
a = tf.constant(2, name="a")
b = tf.constant(3, name="b")
print(a)
print("a + b =", value(a + b), "   the same:", value(tf.add(a, b)))
print("a * b =", value(a * b), "   the same:", value(tf.multiply(a, b)))
assert value(a + b) == 5
assert value(a * b) == 6

# %% [markdown]
# The operators `+ - * /` and the functions `tf.add`, `tf.subtract`, `tf.multiply`, `tf.divide` do the same.
#
# Often you want a tensor that is full of one number. Then you say the shape, and write no list:

# %%
print(value(tf.zeros([2, 3])))
print(value(tf.ones([3])))
print(value(tf.fill([2, 2], 7)))

# %% [markdown]
# **The PyTorch way** is nearly the same: `torch.tensor` for your own numbers, `torch.zeros`, `torch.ones` and
# `torch.full` for the rest.

# %%
print(torch.tensor([1.5, 2.5]))
print(torch.full((2, 2), 7))
assert (torch.full((2, 2), 7).numpy() == value(tf.fill([2, 2], 7))).all()

# %% [markdown]
# ## 4. From a scalar to many dimensions
#
# **The problem.** One number is seldom enough. A temperature is one number. The temperatures of a week are a
# row of numbers. Those of a year are a table. Those of ten cities are many tables.
#
# **The idea.** One kind of object for all of them: the **tensor**, an array of numbers with any number of
# dimensions.
#
# | name | dimensions | example | to read one number, you write |
# | --- | --- | --- | --- |
# | **scalar** | 0 | `3` | `x` |
# | **vector** | 1 | `[1, 2, 3]` | `x[i]` |
# | **matrix** | 2 | `[[1, 2, 3], [4, 5, 6]]` | `x[i, j]` |
# | **tensor** | any number *n* | `[[[1, 2, 3]], [[7, 8, 9]]]` | `x[i, j, k]`, ... |
#
# So you need as many indices as there are dimensions. (A scalar, a vector and a matrix are tensors, too.) Look
# at the brackets: each pair of brackets around the numbers is one dimension.

# %%
scalar = torch.tensor(3)
vector = torch.tensor([1, 2, 3])
matrix = torch.tensor([[1, 2, 3], [4, 5, 6]])
block = torch.tensor([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]])

viz.matrix(scalar, "  ", vector, "  ", matrix, "  ", block)

# %% [markdown]
# In the picture a blue cell is a positive number, and an orange cell a negative one. The last tensor is two
# matrices, one behind the other. The picture shows them one below the other.
#
# **Read elements.** Python counts from 0. A colon takes all of one dimension.

# %%
print("matrix[1, 2]   =", matrix[1, 2])  # row 1, column 2: the last number of the second row
print("matrix[0]      =", matrix[0])  # the first row
print("matrix[:, 0]   =", matrix[:, 0])  # the first column
print("block[1, 0, 2] =", block[1, 0, 2])
assert matrix[1, 2] == 6
assert block[1, 0, 2] == 9

# %% [markdown]
# The graph way has the same indices:

# %%
table = tf.constant([[1, 2, 3], [4, 5, 6]])
print(value(table[1, 2]), value(table[0]), value(table[:, 0]))
assert value(table[:, 0]).tolist() == [1, 4]

# %% [markdown]
# **A mistake to know.** A widely copied example of a tensor with three dimensions reads
# `[[[1., 2., 3.]][[7., 8., 9.]]]`. It lacks a comma. Python then takes the second pair of brackets for an
# *index* of the first list, as in `first[...]`, and stops:

# %%
first = [[1.0, 2.0, 3.0]]
show_error(TypeError, lambda: first[[7.0, 8.0, 9.0]])

with_comma = [[[1.0, 2.0, 3.0]], [[7.0, 8.0, 9.0]]]
print(tf.constant(with_comma))

# %% [markdown]
# ### Real data is tensors
#
# Here are images of handwritten digits. An image is a matrix: one number for each point, which says how much
# ink is there.

# %%
images = data.digits().train.X
print("shape of all images:", tuple(images.shape))

digit = (images[0, 0] * 16).int()  # from 0, no ink, to 16
viz.matrix(digit, title="one image, as the computer sees it")

# %% [markdown]
# Do you see the zero in the numbers? It is the first of these eight images. Here the ink is bright:

# %%
viz.image_sheet(images[:8], columns=8)

# %% [markdown]
# | data | a usual shape | in words |
# | --- | --- | --- |
# | a table of houses | (houses, features) | one row for each house |
# | one grey image | (height, width) | one number for each point |
# | one colour image | (3, height, width) | one matrix each for red, green and blue |
# | many images | (images, channels, height, width) | what `images` is, with one channel for grey |
# | a time series | (series, steps, features) | what was measured at each step |
#
# You know all these already: only the number of dimensions differs.

# %% [markdown]
# ## 5. Rank and shape
#
# The **rank** is the number of dimensions. The **shape** tells how many elements there are along each
# dimension. A dimension is also called an **axis**. The axes are counted from 0.
#
# The length of the shape is the rank. The product of the shape is the number of elements.

# %%
for numbers in (3, [1.0, 2.0, 3.0], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], with_comma):
    tensor = tf.constant(numbers)
    print(f"rank {tensor.shape.ndims}   shape {tensor.shape!s:10}   {value(tf.size(tensor))} elements")

# %% [markdown]
# Read a shape from the outside to the inside. `[[[1, 2, 3]], [[7, 8, 9]]]` is a list of **2** things. Each of
# them is a list of **1** thing. This is a list of **3** numbers. The shape is (2, 1, 3).
#
# Three details that surprise many people:
#
# - A scalar has the shape `()`, with nothing inside. Some texts write `[]` for it.
# - A vector of 3 has the shape `(3,)`, with a comma. In Python, `(3)` without the comma is only the number 3.
# - `(3,)`, `(1, 3)` and `(3, 1)` are three different shapes: a vector, a matrix with one row, and a matrix with
#   one column.

# %%
vector = torch.tensor([1, 2, 3])
row = torch.tensor([[1, 2, 3]])
column = torch.tensor([[1], [2], [3]])
for tensor in (vector, row, column):
    print("rank", tensor.ndim, "  shape", tuple(tensor.shape))

viz.matrix(vector, "  ", row, "  ", column)

# %% [markdown]
# The picture draws a vector as one row. Its shape below tells the truth.
#
# **All rows have the same length.** If they do not, there is no shape, and no tensor:

# %%
show_error(ValueError, lambda: tf.constant([[1, 2], [3]]))

# %% [markdown]
# ### Give it another shape
#
# `reshape` keeps the elements and their order, row after row, and puts them into a new shape. The number of
# elements must be the same.

# %%
six = tf.range(6)
two_by_three = tf.reshape(six, [2, 3])
three_by_two = tf.reshape(six, [3, -1])
assert three_by_two.shape.as_list() == [3, 2]

viz.matrix(value(six), "  ", value(two_by_three), "  ", value(three_by_two))

# %% [markdown]
# One size may be `-1`: the library calculates it. If the numbers of elements differ, you get an error. The last
# line of such a message tells where it happened:

# %%
show_error(ValueError, lambda: tf.reshape(six, [4, 2]))

# %% [markdown]
# **A mistake to know.** `reshape` does not turn a table. To turn rows into columns, use `transpose`. Both
# tensors below have the shape (3, 2), but look at the numbers:

# %%
reshaped = value(tf.reshape(two_by_three, [3, 2]))
transposed = value(tf.transpose(two_by_three))
assert reshaped.shape == transposed.shape == (3, 2)
assert (reshaped != transposed).any()

viz.matrix(value(two_by_three), "  reshape:", reshaped, "  transpose:", transposed)

# %% [markdown]
# In PyTorch: `x.reshape(3, 2)` and `x.T`.

# %%
x = torch.arange(6).reshape(2, 3)
assert (x.reshape(3, 2).numpy() == reshaped).all()
assert (x.T.numpy() == transposed).all()
print(x.T)

# %% [markdown]
# ## 6. Every element has the same dtype
#
# A list in Python may hold a number beside a text. A tensor may not: all its elements have the same **dtype**
# (data type). So each element needs the same number of bytes, and a calculation can go through all of them
# at full speed.
#
# | dtype | holds | bytes | used for |
# | --- | --- | --- | --- |
# | `float32` | numbers with a point, about 7 digits | 4 | nearly everything in deep learning |
# | `float64` | the same, about 16 digits | 8 | exact calculations; NumPy's usual one |
# | `int32`, `int64` | whole numbers | 4, 8 | counts, classes, indices |
# | `uint8` | whole numbers from 0 to 255 | 1 | points of an image |
# | `bool` | True, False | 1 | answers to questions such as `x > 0` |
# | `string` | text, as bytes | | names; TensorFlow only |
#
# If you do not say the dtype, the library chooses one. They do not choose alike:

# %%
print("          whole numbers   with a point")
print("tf       ", tf.constant([1]).dtype.name, "         ", tf.constant([1.5]).dtype.name)
print("torch    ", torch.tensor([1]).dtype, "   ", torch.tensor([1.5]).dtype)
print("NumPy    ", np.array([1]).dtype, "         ", np.array([1.5]).dtype)
assert tf.constant([1]).dtype == tf.int32
assert torch.tensor([1]).dtype == torch.int64
assert tf.constant([1.5]).dtype == tf.float32
assert torch.tensor([1.5]).dtype == torch.float32

# %% [markdown]
# One number with a point is enough to make all elements floats:

# %%
mixed = tf.constant([1, 2.5, 3])
print(mixed.dtype.name, value(mixed))
assert mixed.dtype == tf.float32

# %% [markdown]
# **TensorFlow does not mix dtypes.** An integer tensor plus a float tensor is an error. You say what you want
# with `cast`. PyTorch makes a float of the integer by itself.

# %%
whole = tf.constant(1)
part = tf.constant(2.5)
show_error(TypeError, lambda: whole + part)

print("\nwith cast:", value(tf.cast(whole, tf.float32) + part))
print("PyTorch:  ", torch.tensor(1) + torch.tensor(2.5))
assert value(tf.cast(whole, tf.float32) + part) == 3.5

# %% [markdown]
# The message proposes one direction of the cast. We took the other one: from integer to float nothing is lost.
#
# **Three mistakes to know.** First: a cast to integers cuts off what stands behind the point. It does not
# round.

# %%
print(value(tf.cast(tf.constant([2.7, -2.7]), tf.int32)))
print(torch.tensor([2.7, -2.7]).to(torch.int32))
assert torch.tensor([2.7, -2.7]).int().tolist() == [2, -2]

# %% [markdown]
# Second: a `uint8` ends at 255. After 255 it starts again at 0, without any error. A bright image that you
# make brighter becomes dark:

# %%
bright = torch.tensor([100, 200, 250], dtype=torch.uint8)
print(bright + 10)
assert (bright + 10).tolist() == [110, 210, 4]

# %% [markdown]
# Third: a float32 has about 7 digits. Add 1 to a large number, and nothing may happen:

# %%
large = torch.tensor(100_000_000.0)
precise = large.double()
print("float32:", (large + 1 - large).item())
print("float64:", (precise + 1 - precise).item())
assert (large + 1 == large).item()

# %% [markdown]
# Why then float32, not float64? It needs half the memory, and on a GPU it is much faster. Networks learn well
# with 7 digits. The memory of a tensor is easy to calculate: number of elements times bytes of one element.

# %%
zeros = torch.zeros(1000, 1000)
print(zeros.nelement(), "elements x", zeros.element_size(), "bytes =", zeros.nbytes, "bytes")
assert zeros.nbytes == 4_000_000

# %% [markdown]
# ## 7. Tensors that do not change
#
# A tensor of a graph is **immutable**: once it is made, it stays as it is. You cannot set one element. You
# cannot give a constant a new value.

# %%
fixed = tf.constant([1, 2, 3])


def set_first_element():
    fixed[0] = 99


show_error(TypeError, set_first_element)
show_error(AttributeError, lambda: tf.assign(fixed, [99, 2, 3]))

# %% [markdown]
# In place of changing a tensor you make a **new** one. Below, the *name* `counter` moves on to a new tensor.
# The old tensor is still there, with its old value:

# %%
counter = tf.constant(1)
old = counter
counter = counter + 1
print("counter:", value(counter), "  old:", value(old))
assert (value(counter), value(old)) == (2, 1)

# %% [markdown]
# Why is this good? A tensor that never changes can be used in many places, or at the same time by many workers,
# and nobody can break it for the others. What a network *learns* must change, however. For this TensorFlow has
# the **variable**; lesson 2 introduces it.
#
# ### PyTorch is different
#
# Some texts say "tensors are immutable" without naming the library. This is true for TensorFlow. A PyTorch
# tensor *can* change, and so can a NumPy array. Then it matters whether two names mean the same tensor.

# %%
x = torch.tensor([1, 2, 3])
same = x  # a second name for the same tensor
copy = x.clone()  # a new tensor with the same elements
x[0] = 99

print("same:", same)
print("copy:", copy)
assert same.tolist() == [99, 2, 3]
assert copy.tolist() == [1, 2, 3]

# %% [markdown]
# The same holds for a part of a tensor. `m[0]` is no copy: it is a **view**, a window into the same memory.
# And `torch.from_numpy` makes a tensor that shares its memory with the array, while `torch.tensor` copies.

# %%
m = torch.tensor([[1, 2], [3, 4]])
first_row = m[0]
first_row[1] = -7
print(m)
assert m.tolist() == [[1, -7], [3, 4]]

array = np.array([1.0, 2.0])
shared, separate = torch.from_numpy(array), torch.tensor(array)
array[0] = 50
print("shared:", shared.tolist(), "  separate:", separate.tolist())
assert (shared.tolist(), separate.tolist()) == ([50.0, 2.0], [1.0, 2.0])

# %% [markdown]
# Two habits avoid surprises. Calculate new tensors (`y = x + 1`) where you can. If a function must change a
# tensor, let it work on a `clone()`, so that the caller's tensor stays as it was.
#
# `x = x + 1` makes a new tensor. But `x += 1`, and functions whose names end in `_`, such as `x.add_(1)`, change
# the tensor itself:

# %%
x = torch.tensor([1, 2, 3])
same = x
x += 1
x.add_(10)
print("same:", same)
assert same.tolist() == [12, 13, 14]

# %% [markdown]
# ## 8. Arithmetic on vectors and matrices
#
# **Element by element.** The operators `+ - * / **` take two tensors of the same shape and combine the elements
# at the same place.

# %%
a = tf.constant([1, 2, 3], name="a")
b = tf.constant([4, 5, 6], name="b")
c = a + b
print("a + b =", value(c))
print("a * b =", value(a * b))
assert value(c).tolist() == [5, 7, 9]
assert value(a * b).tolist() == [4, 10, 18]

viz.matrix(value(a), "+", value(b), "=", value(c))

# %% [markdown]
# (Some texts show the result as `[5, 7, 9]`. NumPy prints `[5 7 9]`, without commas.)
#
# No loop is needed, and this is the point. The next cell adds two vectors with a million elements, with a loop
# over Python lists and then with tensors.

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
assert by_tensor.tolist() == by_loop

# %% [markdown]
# ### Broadcasting
#
# What if the shapes differ? A scalar is used for every element. More generally, a dimension of size **1** is
# repeated as often as needed. This is called **broadcasting**.
#
# **The rule.** Write both shapes below each other, so that they end at the same place. Compare from right to
# left. Two sizes fit if they are equal, or if one of them is 1. A missing size counts as 1.
#
# ```
# (2, 3)             (2, 1)             (3,)
#    (3,)            (1, 3)             (2,)
# ------             ------             ----
# (2, 3)             (2, 3)             error: 3 and 2
# ```

# %%
prices = tf.constant([[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]])  # (2, 3): two shops, three goods
shipping = tf.constant([1.0, 2.0, 3.0])  # (3,): one number for each of the goods
total = prices + shipping  # (2, 3): each row gets the same three numbers
assert total.shape.as_list() == [2, 3]

viz.matrix(value(prices), "+", value(shipping), "=", value(total))

# %% [markdown]
# A column and a row make a whole table:

# %%
column = torch.tensor([[10], [20]])  # (2, 1)
row = torch.tensor([[1, 2, 3]])  # (1, 3)
assert (column + row).tolist() == [[11, 12, 13], [21, 22, 23]]

viz.matrix(column, "+", row, "=", column + row)

# %%
show_error(ValueError, lambda: tf.constant([1, 2, 3]) + tf.constant([1, 2]))

# %% [markdown]
# **A mistake to know.** Broadcasting can hide an error. You have three predictions as a column, and three
# true values as a vector. You want three differences. You get nine, without an error:

# %%
predictions = torch.tensor([[1.0], [2.0], [3.0]])  # (3, 1)
truth = torch.tensor([1.0, 2.0, 3.0])  # (3,)
print("predictions - truth:           ", tuple((predictions - truth).shape))
print("predictions - truth as a column:", tuple((predictions - truth.reshape(3, 1)).shape))
assert (predictions - truth).shape == (3, 3)

viz.matrix(predictions, "-", truth, "=", predictions - truth)

# %% [markdown]
# All three predictions are right, but most of the nine differences are not 0. If a training behaves strangely,
# print the shapes first.

# %% [markdown]
# ## 9. The matrix product
#
# The most important operation of deep learning is not element by element. Start with two vectors. Their **dot
# product** multiplies the elements at the same place, and adds all of these products:
#
# $$(1, 2, 3) \cdot (4, 5, 6) = 1 \cdot 4 + 2 \cdot 5 + 3 \cdot 6 = 32$$

# %%
print(value(tf.reduce_sum(a * b)), torch.dot(torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])).item())
assert value(tf.reduce_sum(a * b)) == 32

# %% [markdown]
# The **matrix product** $C = A B$ holds many dot products: the element in row $i$ and column $j$ of $C$ is the
# dot product of **row** $i$ of $A$ with **column** $j$ of $B$. In code it is `tf.matmul(A, B)`, or `A @ B`.

# %%
A = tf.constant([[1, 2], [3, 4]], name="A")
B = tf.constant([[1], [2]], name="B")
C = tf.matmul(A, B)
print("shape of A:", A.shape)
print("shape of B:", B.shape)
print("shape of C:", C.shape)

viz.matrix(value(A), "@", value(B), "=", value(C))

# %% [markdown]
# Check it with a pencil: the first row gives 1·1 + 2·2 = 5. The second row gives 3·1 + 4·2 = 11.
#
# **The shapes must fit.** A row of $A$ has as many elements as $A$ has columns. A column of $B$ has as many
# elements as $B$ has rows. So these two must be equal:
#
# $$(m, \mathbf{k}) \;@\; (\mathbf{k}, n) \rightarrow (m, n)$$
#
# The two inner sizes must agree, and they disappear. The outer sizes stay. The other order, `B @ A`, would be
# (2, 1) @ (2, 2). The inner sizes are 1 and 2:

# %%
assert value(C).tolist() == [[5], [11]]
show_error(ValueError, lambda: tf.matmul(B, A))

# %% [markdown]
# **Three mistakes to know.**
#
# - `A * B` is *not* the matrix product. It multiplies element by element, and broadcasting may hide it.
# - The order matters. Even if both products exist, `A @ B` and `B @ A` usually differ.
# - `tf.matmul` takes matrices, not vectors. Make a column of the vector first: shape (k, 1). PyTorch's `@`
#   takes a vector, too.

# %%
print("A * B:\n", value(A * B), "\nA @ B:\n", value(A @ B))

P = torch.tensor([[1, 2], [3, 4]])
Q = torch.tensor([[0, 1], [1, 0]])
assert not torch.equal(P @ Q, Q @ P)
assert (P @ torch.tensor([1, 2])).tolist() == [5, 11]
show_error(ValueError, lambda: tf.matmul(A, tf.constant([1, 2])))

# %%
viz.matrix(P, "@", Q, "=", P @ Q, title="Q on the right changes the order of the columns")

# %%
viz.matrix(Q, "@", P, "=", Q @ P, title="Q on the left changes the order of the rows")

# %% [markdown]
# ### With more dimensions
#
# Tensors of rank 3 and more are multiplied as *stacks* of matrices: the first matrix with the first, the second
# with the second, and so on. Only the last two dimensions take part in the product.

# %%
stack = tf.matmul(tf.ones([5, 2, 3]), tf.ones([5, 3, 4]))
print(stack.shape)
assert stack.shape.as_list() == [5, 2, 4]

# %% [markdown]
# ### What it is for
#
# Four flats, each with three features: rooms, area in 10 m², age in 10 years. One weight for each feature, and
# a basic price. Then one matrix product and one broadcast addition give all four prices. This is already a
# layer of a neural network, and lesson 3 finds the weights from data.

# %%
X = tf.constant([[2.0, 5.0, 1.0], [3.0, 7.0, 4.0], [1.0, 3.0, 2.0], [4.0, 9.0, 0.0]], name="X")  # (4, 3)
W = tf.constant([[1.0], [3.0], [-2.0]], name="W")  # (3, 1)
b = tf.constant([10.0], name="basic_price")  # (1,)
weighted = tf.matmul(X, W, name="weighted")  # (4, 3) @ (3, 1) -> (4, 1)
price = tf.add(weighted, b, name="price")  # (4, 1) + (1,) -> (4, 1)
print(price)
assert value(price).ravel().tolist() == [25.0, 26.0, 16.0, 41.0]

viz.matrix(value(X), "@", value(W), "+", value(b), "=", value(price))

# %% [markdown]
# And here is the description that TensorFlow keeps of this calculation: three constants flow into two
# operations. `MatMul` is the matrix product. Lesson 2 is about such graphs.

# %%
viz.computation_graph(tf.get_default_graph(), fetches=[price])

# %% [markdown]
# ## 10. Where a tensor lives
#
# A computer with a graphics card has two memories: the main memory, next to the CPU, and the memory of the card,
# next to the GPU. Each tensor lives in one of them. Its **device** tells which. Tensors can only be combined on
# the same device, and a copy from one to the other takes time. So you move the data once, and calculate there.
#
# `choose_device("auto")` takes a CUDA GPU if there is one, and the CPU if not. A program with this line runs
# everywhere.

# %%
device = choose_device("auto")
x = torch.ones(2, 3)
moved = x.to(device)
print("x:    ", x.device)
print("moved:", moved.device)
print("sum:  ", (moved + moved).device)
assert x.device.type == "cpu"
assert moved.device.type == device.type

# %% [markdown]
# `x.to(device)` does not move `x` itself: it gives a tensor on the other device, and `x` stays where it was.
# NumPy knows only the main memory. So bring a tensor back with `.cpu()` before you make an array of it:

# %%
print((moved * 2).cpu().numpy())

if device.type == "cuda":
    show_error(RuntimeError, lambda: x + moved)  # two devices
    show_error(TypeError, lambda: moved.numpy())

# %% [markdown]
# **The graph way.** A session takes the GPU by itself if there is one. `with tf.device(...)` asks for a place.
# A value that comes out of `sess.run` is NumPy, so it is always in the main memory.

# %%
with tf.device("/cpu:0"):
    on_cpu = tf.constant([1.0, 2.0])
print(on_cpu.device, type(value(on_cpu)))
assert "cpu" in on_cpu.device.lower()

# %% [markdown]
# **What to expect on a GPU.** For the small tensors of this lesson a GPU does not help: each call has a fixed
# cost. It wins by far with large matrices. The next cell multiplies two matrices of 1000 x 1000, which takes a
# thousand million multiplications. Run it on the machine that you have.

# %%
torch.manual_seed(1)
big = torch.rand(1000, 1000, device=device)
for attempt in ("first time", "second time"):  # the first time includes getting ready
    start = time.perf_counter()
    corner = (big @ big)[0, 0].item()  # .item() waits until the GPU is done
    print(f"{attempt} on {device.type}: {1000 * (time.perf_counter() - start):.1f} ms")
assert abs(corner - torch.dot(big[0], big[:, 0]).item()) < 0.01

# %% [markdown]
# ## Summary
#
# - A **tensor** is an array of numbers with any number of dimensions.
# - **Rank**: how many dimensions. **Shape**: how many elements along each. **dtype**: the type of all elements.
# - `tf.constant` *describes* a tensor, and a session runs it. `torch.tensor` is there at once.
# - Tensors of a graph never change. PyTorch tensors can: know which names share one tensor.
# - `+ - * /` work element by element. **Broadcasting** repeats dimensions of size 1.
# - The **matrix product** `A @ B` needs (m, k) and (k, n), and gives (m, n).
# - Tensors can be combined only on the same **device**.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | tensor | 텐서 | array with any number of dimensions |
# | scalar | 스칼라 | a single number; rank 0 |
# | vector | 벡터 | a row of numbers; rank 1 |
# | matrix | 행렬 | a table of numbers; rank 2 |
# | rank | 랭크 | number of dimensions |
# | shape | 셰이프 | number of elements along each dimension |
# | dimension, axis | 차원, 축 | one direction of a tensor |
# | element | 요소 | one of the numbers in a tensor |
# | dtype, data type | 자료형 | the type of all elements |
# | cast | 형 변환 | make another dtype of it |
# | constant | 상수 | a tensor with a fixed value |
# | immutable | 불변 | cannot be changed |
# | index | 첨자, 인덱스 | the place of an element; one for each dimension |
# | element by element | 요소별 연산 | combine what stands at the same place |
# | broadcasting | 브로드캐스팅 | repeat a dimension of size 1 |
# | dot product | 내적 | multiply at the same place, then add |
# | matrix product | 행렬 곱 | dot products of rows with columns |
# | transpose | 전치 | rows become columns |
# | device | 장치 | where a tensor lives: CPU or GPU |
#
# **Now you**: [exercise 1](../exercises/01_tensors/01_tensors.ipynb), about 40 minutes. **Next**:
# [lesson 2](02_graphs_and_sessions.ipynb) shows why TensorFlow 1 describes first and runs later.
