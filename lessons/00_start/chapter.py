# %% [markdown]
# # 0. Welcome
#
# This course teaches deep learning by programs that you run, change and break. It starts with a single number in a
# tensor, and ends with networks that read digits, draw new ones, and remember a series.
#
# Most ideas are shown three times: **as a graph**, the way of TensorFlow 1 and of many books; **in PyTorch**, the way
# one writes today; and **as a picture** that you can often play with.
#
# You need some Python: variables, functions, loops, lists. You need no GPU, no network and no account.
#
# **Time**: {{time}}. After this page you know that everything works here, how a lesson goes, and where to begin.

# %% [markdown]
# ## 1. Run a cell
#
# A notebook is made of cells. Some hold text, like this one. Some hold code. Click into a cell and press **Shift +
# Enter**: it runs, shows what its last line gives, and the next cell is chosen.
#
# The first code cell of each notebook is folded to one line. It brings along the helpers of the notebook, which section
# 4 explains. Run it, and then the cell with the addition.

# %%
1 + 2

# %% [markdown]
# Now change a number in the cell above, and run it again. You cannot break anything: the button with the round arrow
# (*Restart the kernel*) forgets all that has run, and you begin again at the top.

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
# - **note** changes a lesson a little, and the remark says how. *MNIST* is the famous set of handwritten digits.
#   Without it, the lessons use a smaller set that is already here, and say which accuracy to expect.
# - **missing** has to be mended first. The remark says what to do. Then choose *Restart the kernel* and run this page
#   again.
#
# A computer with a CUDA GPU uses it by itself. On a CPU each chapter runs in under three minutes.

# %% [markdown]
# ## 3. See a network learn
#
# You need not understand this program yet. It makes 1,000 points of two kinds, trains a small network on 600 of them,
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
adam = torch.optim.Adam(network.parameters(), lr=0.02)
loss = torch.nn.BCEWithLogitsLoss()
fit(network, data, loss, adam, num_epochs=20, batch_size=50, seed=1)
viz.decision_boundary(network.probability, data.test.X, data.test.y)

# %% proof
assert [len(part) for part in (data.train, data.validation, data.test)] == [600, 200, 200]
with torch.no_grad():
    says_one = network.probability(data.test.X).flatten() > 0.5
assert (says_one == data.test.y.flatten().bool()).float().mean() > 0.9

# %% [markdown]
# The colours show which kind the network expects at each place. The line between them is not straight, and no one told
# the network its shape: it found it from the points. Change `num_epochs=20` to `1` and run the cell again. What does
# the line look like after one pass through the points?

# %% [markdown]
# ## 4. The chapters
#
# Each lesson has a chapter, mostly in two parts, and an exercise for both parts together.
#
# A **chapter** explains. Read it from top to bottom and run each cell. Before you run one, say what you expect: you
# learn most where you were wrong. New terms stand at its end, in English and Korean, and what to read on.
#
# In between stand cells like the next one. You write the answer, run the cell, and `check(...)` says at once whether it
# is right. That costs nothing, and nobody counts: be wrong as often as you like. In a cell of your own, or below the
# answer, `hint("steps")` helps, and `solution("steps")` shows an answer.
#
# **Your turn.** An *epoch* is one pass through all points, in small groups (*mini-batches*). The network above learned
# from 600 points in groups of 50, for 20 epochs, and made one step for each group. How many steps? Set `steps`.

# %% try="steps"
steps = ...

# %% solution="steps"
steps = 20 * (600 // 50)

# %% [markdown] solution="steps"
# 12 groups in each of 20 epochs are 240 steps. `240` is as good an answer as the calculation.

# %% [markdown] hints="steps"
# - when "got:      12": That is one epoch.
# - when "got:      12000": That would be one step for each point. They come in groups.
# 1. How many groups of 50 are in 600 points? And how often does each come?

# %% check="steps"
expect.predicted(steps, 240, what="The number of steps", hint="Groups in an epoch, times epochs.")

# %% wrong="steps" message="got:      12"
steps = 600 // 50

# %% wrong="steps" message="got:      12000"
steps = 600 * 20

# %% [markdown]
# Try `hint("steps")` and a wrong number, too. (If `check` is unknown, the first code cell of the page has not run yet.)
#
# ## 5. The exercises
#
# An **exercise** asks. It is worth ten points, in small steps:
#
# 1. A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place, and run the
#    cell.
# 2. Run the test below it. A test that fails says what it got, what it expected, and gives a hint.
# 3. Are you stuck? Add a cell with **`hint()`** and run it. It helps with the test that failed last. The first call
#    says where to look, the next one gives the idea, and the last one is nearly the answer. Hints cost nothing.
# 4. When all tests of a task pass, **`solution("task")`**, with the name of the task, explains an answer and what else
#    would have done. It also opens when you have seen all hints of the task.
# 5. Save the notebook: **Ctrl + S**. If you take part in a class, hand it in: `lessonlib submit 5`, in a terminal,
#    packs exercise 5. The grader runs some more tests of the same kind, so an answer that only fits the visible numbers
#    does not pass.
#
# You write in a copy of your own, in the folder `work`; the map below makes it. When the course brings out a better
# exercise, `lessonlib update` brings it into your copy, and your answers stay. `lessonlib status` shows how far you
# are, and `lessonlib reset 5` begins exercise 5 again. The page `docs/learning.md` tells more.
#
# The solved exercises lie in the folder `solutions`.
#
# > **If you teach**: hand out `exercises` only, without `solutions`. The released exercises bring their explanations
# > along; `release_solutions = false` in `lessons/topics.toml`, and then `make course`, leaves them out. The hidden
# > tests are never in a released exercise.

# %% [markdown]
# ## 6. Where the old programs come from
#
# The course grew out of five collections of study notes, in Korean, on TensorFlow 1 and Keras; those with a date are
# from 2019 and 2020. All their subjects, questions and programs are in it, written anew, tested, and put right where
# they were wrong. You do not need the notes, and from here on they are not mentioned.
#
# Why still TensorFlow 1? Thousands of programs, books and checkpoints use it, and its idea, a graph that is built first
# and run later, lives on inside today's compilers. In the lessons, `lessonlib.tf1` has its names and its behaviour,
# and PyTorch does the arithmetic. What is old, or ours, stands in a marked box:
#
# > **TensorFlow 1.** The old way of writing something, or what TensorFlow promises about it.
#
# > **This library, not TensorFlow.** What `lessonlib` does here, on which other programs must not rely.

# %% [markdown]
# ## 7. The map
#
# The lessons build on each other, so take them in order the first time. If you know some of it already, do the exercise
# first: what you can solve, you need not read.
#
# The minutes of a chapter are counted: 150 words a minute, one minute for a code cell, three for each *Your turn*. No
# part is longer than an hour. The map reads your saved notebooks, and shows how much of each has run, and the points of
# the tests that passed.

# %%
course_map()

# %% [markdown]
# ## Read on
#
# - M. A. Nielsen, *Neural Networks and Deep Learning* (2015): a free online book, for the first steps.
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning* (2016): the theory, free to read online.
# - A. Zhang, Z. C. Lipton, M. Li and A. J. Smola, *Dive into Deep Learning* (2023): a free book of notebooks that run.
# - Project Jupyter, *JupyterLab Documentation* (2025): notebooks, kernels, and the keyboard.
#
# **Open question**, without a grade:
#
# 1. What should a network do for you? From which examples could it learn that, and who would have to collect them?
#
# **Next**: {{next}}. Enjoy it.
