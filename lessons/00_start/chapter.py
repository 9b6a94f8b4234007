# %% [markdown]
# # Welcome
#
# This course teaches deep learning by programs that you run, change and break. It starts with a single number
# in a tensor and ends with networks that read digits, draw new ones, and remember a series.
#
# Most ideas are shown three times: **as a graph**, the way TensorFlow 1 and many books do it; **in PyTorch**,
# the way one writes it today; and **as a picture** that you can often play with.
#
# You need some Python: variables, functions, loops, lists. You need no GPU, no network and no account.
#
# This page takes ten minutes. After it you know that everything works here, how a lesson goes, and where to
# begin.

# %% [markdown]
# ## 1. Run a cell
#
# A notebook is made of cells. Some hold text, like this one. Some hold code. Click into the cell below and
# press **Shift + Enter**: it runs, shows what its last line gives, and the next cell is chosen.

# %%
1 + 2

# %% [markdown]
# Now change a number in the cell above and run it again. You cannot break anything: the button with the
# round arrow (*Restart the kernel*) forgets all that has run, and you begin again at the top.

# %% [markdown]
# ## 2. Is everything here?
#
# The next cell looks at this machine. Its first run takes some seconds.

# %%
from lessonlib.start import check_setup, course_map

check_setup()

# %% [markdown]
# How to read the table:
#
# - **ok** needs nothing.
# - **note** changes a lesson a little, and the remark says how. *MNIST* is the famous set of handwritten
#   digits. Without it, the lessons use a smaller set that is already here, and say which accuracy to expect.
# - **missing** has to be mended first. The remark says what to do. Then choose *Restart the kernel* and run
#   this page again.
#
# A computer with a CUDA GPU uses it by itself. On a CPU each chapter runs in under three minutes.

# %% [markdown]
# ## 3. See a network learn
#
# You need not understand this program yet. It makes 1000 points of two kinds, trains a small network on them,
# and draws what the network has learned. After lesson 9 you can write every line of it yourself.

# %%
import torch

from lessonlib import viz
from lessonlib.data import moons
from lessonlib.models import MLP
from lessonlib.training import fit, seed_everything

seed_everything(1)
data = moons()
network = MLP([2, 16, 16, 1])
optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
fit(network, data, torch.nn.BCEWithLogitsLoss(), optimizer, num_epochs=20, batch_size=50, seed=1)
viz.decision_boundary(network.probability, data.test.X, data.test.y)

# %% [markdown]
# The colours show which kind the network expects at each place. The line between them is not straight, and no
# one told the network its shape: it found it from the points. Change `num_epochs=20` to `1` and run the cell
# again. What does the line look like after one pass through the points?

# %% [markdown]
# ## 4. How a lesson goes
#
# Each lesson has a chapter, which may come in two parts, and an exercise; only the last one has none.
#
# **The chapter** explains. Read it from top to bottom and run each cell. Before you run one, say what you
# expect: you learn most where you were wrong. Then change something and see. In a cell below **Your turn** you
# write an answer, and the cell says at once whether it is right. It costs nothing: `hint("...")` helps, and
# `solution("...")` shows an answer, with the name that stands in the cell.
#
# **The exercise** asks. It is worth ten points, in small steps:
#
# 1. A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place, and
#    run the cell.
# 2. Run the test below it. A test that fails says what it got, what it expected, and gives a hint.
# 3. Are you stuck? Add a cell with **`hint()`** and run it. It helps with the test that failed last. The first
#    call says where to look, the next one gives the idea, and the last one is nearly the answer. Hints cost
#    nothing.
# 4. When all tests of a task pass, **`solution("task")`**, with the name of the task, explains an answer and
#    what else would have done. It also opens when you have seen all hints of the task.
# 5. Save the notebook: **Ctrl + S**. If you take part in a class, hand it in. The grader runs some more tests
#    of the same kind.
#
# New terms stand at the end of each chapter, in English and Korean.

# %% [markdown]
# ## 5. The map
#
# The lessons build on each other, so take them in order the first time. If you know some of it already, do the
# exercise first: what you can solve, you need not read. The map reads your saved notebooks. It shows how much
# of each chapter has run, and the points of the tests that passed.

# %%
course_map()

# %% [markdown]
# Begin with [lesson 1](01a_tensors.ipynb). Enjoy it.
