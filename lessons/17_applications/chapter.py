# %% [markdown]
# # 17. Applications
#
# You have built networks that classify, predict and draw. In this last lesson you see **where they are used**, and
# you take the step from a notebook to something that other programs can use: a **service** that answers over HTTP.
#
# **After this lesson you can**
#
# - say for eighteen uses of deep learning what goes in, what comes out, and which lesson holds the root;
# - find digits in a larger picture, sort messages, and notice an unusual value, each in a few lines;
# - say what attention is, the idea behind today's language models that this course does not teach;
# - export a trained network to a file that runs without your code, and say which files you may trust;
# - start a small HTTP service from a notebook, ask it, read its error messages, and stop it for certain;
# - replace a model without a pause, and list what a real service needs besides.
#
# **Time**: about 80 minutes. There is no exercise; section 8 has ideas instead. **Needs**: lessons 4
# (classification), 5 (checkpoints) and 12 (MNIST) for the service; all others for the tour. No GPU, no network.

# %%
import io
import json
import logging
import socket
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import requests
import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from torch import nn

import lessonlib.tf1 as tf
from lessonlib import data, serving, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our tensors are so small that a second thread would only be waited for
folder = Path(tempfile.mkdtemp(prefix="lesson_17_"))  # all files of this lesson go here

# %% [markdown]
# ## 1. Eighteen uses
#
# The document lists eighteen things that deep learning can do. Here they are, in five groups. For each: what goes
# in and what comes out, how it works, and the **root**: the place in this course that comes nearest to its main idea.
#
# ### Images
#
# - **1. Image classification**: image → class. Filters find shapes, layers put them together, and softmax gives a
#   probability for each class. Root: [lesson 14, *The network for MNIST*](14b_cnn.ipynb).
# - **2. Object detection**: image → boxes with classes. The same filters answer for many places of one image: is
#   something here, what is it, and how large is its box? Root: [lesson 14, *A filter in motion*](14a_cnn.ipynb).
# - **3. Segmentation**: image → class of each pixel. Filters make the image small to see what is there, then large
#   again to say where. Each pixel is one small classification. Root: [lesson 14, *Max pooling*](14a_cnn.ipynb).
# - **4. Image and style conversion**: image → other image. A network draws the new image. Another one judges it, or
#   filters compare its style. Colouring a grey photo is one case.
#   Root: [lesson 15, *Generator and discriminator*](15a_gan.ipynb).
# - **5. Super-resolution**: small image → large image. Make photos small, and learn to undo it. The labels cost
#   nothing: they are the photos themselves. Root: [lesson 14, *Stride*](14a_cnn.ipynb), the other way round.
# - **6. Image generation**: noise or text → image. A generator turns random numbers into an image. Newer ones
#   remove noise step by step; this course has only the first kind.
#   Root: [lesson 15, *Train, and look every ten epochs*](15b_gan.ipynb).
#
# The document says that segmentation makes it hard to count objects that overlap. This holds for *semantic*
# segmentation: two horses side by side are one area of "horse". *Instance* segmentation (Mask R-CNN, 2017) finds
# the boxes first and gives each object its own area.
#
# ### Language
#
# - **7. Document classification**: text → class. Words become numbers, numbers become a score, as in a spam filter.
#   Root: [lesson 8, *The idea: a score, then a probability*](08a_logistic_regression.ipynb).
# - **8. Text generation**: beginning → next word, again and again. A network predicts the next word. The word is
#   added to the text, and the network reads again. Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **9. Machine translation**: sentence → sentence. One network reads, another one writes. *Attention* (section 3)
#   shows the writer where to look. Root: [lesson 16, *State fed back*](16a_rnn.ipynb).
# - **10. Summary**: long text → short text. *Extractive*: give each sentence a score and keep the best; this is
#   a classifier of sentences. *Abstractive*: write new sentences, as in translation. Root of the first:
#   [lesson 8, *The idea: a score, then a probability*](08a_logistic_regression.ipynb).
# - **11. Dialogue**: what was said → answer. With a task, such as booking a room: find the intention (one class for
#   the sentence) and the missing facts (a class for each word). Without a task: generate text, as in 8.
#   Root: [lesson 16, *State fed back*](16a_rnn.ipynb), with one answer at the end, or one at each step.
#
# ### Sound
#
# - **12. Speech recognition**: sound → text. For every 10 ms, how strong is each pitch? This gives a picture of the
#   sound, and a network reads it from left to right. Root: [lesson 16, *Digits, row by row*](16b_rnn.ipynb).
# - **13. Speech and music**: text or notes → sound. As in 8, but the next thing to predict is a piece of sound.
#   Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **14. Conversion of sound**: voice → other voice. Separate *what* is said from *who* says it, then build the
#   sound again with another speaker. One way to judge the result is a discriminator that knows the other voice.
#   Root: [lesson 15, *Generator and discriminator*](15a_gan.ipynb). The separation is not taught here.
#
# ### Decisions
#
# - **15. Games**: position → move. A network says how good each move is. It learns from the end of many games, won
#   or lost. AlphaGo adds a search. The network has its root here, as a board is an image:
#   [lesson 14, *The network for MNIST*](14b_cnn.ipynb). Learning from rewards has none: this course does not teach it.
# - **16. Control**: sensors → action. The same with a robot or a car. A try costs time and can break things, so one
#   begins in a simulation. Where a teacher shows the right action, it is a regression or a classification:
#   [lesson 9, *The output layer fits the task*](09b_neurons_and_perceptrons.ipynb). Learning from rewards, as in 15,
#   has no root here.
#
# ### Series
#
# - **17. Prediction and classification of series**: past values → next value, or a class. Windows of the past go
#   in. For actions of people: windows of a motion sensor. Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **18. Anomaly detection**: values → usual or not. Learn what is usual. What the network cannot predict is
#   unusual. Root: [lesson 16, *A time series*](16b_rnn.ipynb).
#
# The document mentions research on prices of shares under 17. Be careful: a price that could be predicted would
# be traded until it could not. Lesson 16 compares each forecast with a simple rule. Do this for shares, too.
#
# ### What they share
#
# Eighteen uses, but not eighteen inventions. The next cell lists, for each use, the ideas that it needs.

# %%
TAUGHT = {
    "layers and softmax": {1, 2, 3, 7, 8, 9, 10, 11, 12, 15, 16},  # lessons 4, 8, 9, 12
    "filters": {1, 2, 3, 4, 5, 6, 12, 15},  # lesson 14
    "two networks": {4, 6, 14},  # lesson 15
    "memory, next value": {8, 9, 11, 12, 13, 17, 18},  # lesson 16
}
NOT_TAUGHT = {
    "attention": {8, 9, 10, 11, 12, 13},  # section 3 has the idea
    "learning from rewards": {15, 16},
}
ideas = TAUGHT | NOT_TAUGHT
print("use  " + "  ".join(ideas))
for use in range(1, 19):
    marks = "  ".join(("x" if use in uses else ".").center(len(idea)) for idea, uses in ideas.items())
    print(f"{use:3}  {marks}")

assert set.union(*TAUGHT.values()) == set(range(1, 19))
beyond = set.union(*NOT_TAUGHT.values())
print(f"{len(beyond)} of 18 need an idea that this course does not teach: {sorted(beyond)}")

# %% [markdown]
# Read a column: *filters* serve eight uses, from photos to speech. An idea that you know well is worth more than a
# program that you copied. Each use has a cross in one of the first four columns, so you know a part of all of them.
#
# The last two columns are not in this course. **Attention** has a small program in section 3. **Learning from
# rewards** is for uses 15 and 16: their networks are ordinary ones, but there are no labels. There is a reward now and
# then, and the network must find out which of its actions earned it. This is **reinforcement learning**.
#
# ## 2. A network to work with
#
# For the rest of this lesson we need a trained network: a small MLP for digits, as in lesson 12. It keeps a
# **checkpoint** (lesson 5), because the program that trains and the program that serves are two programs.


# %%
digits = data.mnist()
real = digits.name == "mnist"
training.seed_everything(17)
network = MLP((784, 128, 10))
history = training.fit(
    network,
    digits,
    nn.CrossEntropyLoss(),
    torch.optim.Adam(network.parameters(), lr=0.002),
    num_epochs=3 if real else 20,
    batch_size=100 if real else 50,
    seed=17,
    metrics=[training.accuracy],
    checkpoint=folder / "digits.ckpt",
    progress=False,
)
print(f"{digits.name}: validation accuracy {history['validation_accuracy'][-1]:.1%}")
assert history["validation_accuracy"][-1] > 0.88

# %% [markdown]
# With the real MNIST it is about 97% after three epochs; with the bundled digits about 90% after twenty. That is
# enough here: a service does not care how good its model is. (Its users do.)
#
# Now we play the second program. It builds the network, and reads the weights. Nothing is trained:

# %%
restored = MLP((784, 128, 10))
training.load_weights(restored, folder / "digits.ckpt")
X, y = digits.test.X, digits.test.y
assert torch.equal(restored.predict(X), network.predict(X))
print(f"test accuracy {training.accuracy(y, restored.predict(X)):.1%}")
viz.image_sheet(
    X[:8], y=y[:8], y_hat=restored.predict(X[:8]), class_names=digits.class_names, title="test digits"
)

# %% [markdown]
# The second program must know that the network was `MLP((784, 128, 10))`. Remember this: it is the problem of section
# 5.
#
# ## 3. Four uses in a few lines
#
# Before we serve the network, four of the eighteen uses as small programs. Each is a toy. The idea is the real one.
#
# ### Where is it?
#
# **Use 2, detection.** Our network reads *one* digit, in the middle of an image. Here is a longer picture with
# three. One early detector, R-CNN (2014), worked in two steps: *propose* places where something could be, then
# *classify* each of them. Here, a place is proposed where columns with ink stand together.

# %%
picture = torch.zeros(28, 112)
for column, index in ((3, 0), (42, 1), (80, 2)):
    picture[:, column : column + 28] = X[index, 0]


def proposals(picture):
    """The first and the last column of each part that has ink."""
    ink = torch.cat([torch.zeros(1), (picture.sum(dim=0) > 0).float(), torch.zeros(1)])
    begins = torch.nonzero(ink.diff() == 1).flatten()
    ends = torch.nonzero(ink.diff() == -1).flatten()
    return [(a.item(), b.item()) for a, b in zip(begins, ends, strict=True) if b - a >= 3]


def cut_out(picture, begin, end):
    """A 28 x 28 image of these columns, their centre of mass in its middle, as in MNIST."""
    ink = picture[:, begin:end].sum(dim=0)
    middle = round(((torch.arange(begin, end) + 0.5) * ink).sum().item() / ink.sum().item())
    return nn.functional.pad(picture, (14, 14))[None, :, middle : middle + 28]


places = proposals(picture)
found = torch.stack([cut_out(picture, *place) for place in places])
answers = restored.predict(found)
for place, answer in zip(places, answers.tolist(), strict=True):
    print(f"columns {place[0]:3} to {place[1]:3}: {answer}")
print("true digits:", y[:3].tolist())
assert answers.tolist() == y[:3].tolist()
viz.image_sheet(picture[None, None], titles=["one picture, three digits"], columns=1)

# %% [markdown]
# **What goes wrong.** Our proposals need empty columns between the digits. Where two digits touch, they are one
# place. Modern detectors learn the proposals, too, and have one more class: *nothing is here*. Our network has no
# such class. Show it noise, and it still answers:

# %%
torch.manual_seed(0)
noise = torch.rand(5, 1, 28, 28)
share, answer = restored.probability(noise).max(dim=1)
for digit, p in zip(answer.tolist(), share.tolist(), strict=True):
    print(f"noise is read as {digit}, with a probability of {p:.0%}")

# %% [markdown]
# A probability says which of the ten classes is the most likely *if it is one of them*. It does not say *whether*.
#
# ### Which kind of message?
#
# **Use 7, spam.** Words must become numbers. The simplest way is the **bag of words**: one input for each known
# word, and its value is how often the word occurs. Then it is the logistic regression of lesson 8.

# %%
MESSAGES = {
    "win a free prize now": 1, "free money click now": 1, "you win money": 1, "click for a free phone": 1,
    "prize for you click now": 1, "cheap phone free": 1,
    "see you at lunch": 0, "the meeting is now at two": 0, "lunch at the office": 0, "thank you for the report": 0,
    "send the report to me": 0, "call me at two": 0,
}  # fmt: skip
words = sorted({word for message in MESSAGES for word in message.split()})


def bag_of_words(message):
    """How often each known word occurs, float32 (len(words),). Other words are left out."""
    said = message.split()
    return torch.tensor([float(said.count(word)) for word in words])


bags = torch.stack([bag_of_words(message) for message in MESSAGES])  # (12, number of words)
is_spam = torch.tensor([[float(label)] for label in MESSAGES.values()])
training.seed_everything(7)
spam = nn.Linear(len(words), 1)
optimizer = torch.optim.Adam(spam.parameters(), lr=0.1)
for _ in range(200):
    loss = nn.functional.binary_cross_entropy_with_logits(spam(bags), is_spam)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def spam_probability(message):
    with torch.no_grad():
        return torch.sigmoid(spam(bag_of_words(message))).item()


for message in ("free lunch", "click now and win", "the report is at the office", "gratis geld"):
    print(f"{spam_probability(message):6.1%}  {message}")
heaviest = spam.weight[0].topk(3).indices
print("heaviest words:", [words[i] for i in heaviest])
assert spam_probability("click now and win") > 0.9
assert spam_probability("the report is at the office") < 0.1
assert spam_probability("gratis geld") == torch.sigmoid(spam.bias).item()

# %% [markdown]
# The weights can be read: each word has its own. **What goes wrong**: the last message has no known word. Its bag is
# empty, and only the bias answers. The order of the words is lost, too: "not bad, good" and "not good, bad" have the
# same bag. A recurrent network reads in order; a transformer gives each word its number.
#
# ### Is it unusual?
#
# **Use 18, anomalies.** Learn from series *without* faults to predict the next value from the ten before it. Then
# watch a new series. Where the prediction is far off, something unusual has happened. The threshold comes from series
# that were not trained on: here, the largest error there.

# %%
waves = data.waves(n=300, steps=60, noise=0.05, seed=42)


def windows(series):
    """(n, 60) -> ten values in a row, (m, 10), and the value after each ten, (m,)."""
    parts = series.unfold(1, 11, 1).reshape(-1, 11)
    return parts[:, :10], parts[:, 10]


past, following = windows(waves.train.X[:, :, 0])
rule = torch.linalg.lstsq(past, following[:, None]).solution  # (10, 1), the normal equation of lesson 3


def surprise(series):
    """How far each value from the 11th on is from its prediction: (n, 60) -> (n, 50)."""
    past, following = windows(series)
    return (following - (past @ rule)[:, 0]).abs().reshape(len(series), -1)


threshold = surprise(waves.validation.X[:, :, 0]).max()
machine = waves.test.X[:1, :, 0].clone()
machine[0, 40] += 0.8  # a fault: one value is too high
errors = surprise(machine)[0]
unusual = (torch.nonzero(errors > threshold).flatten() + 10).tolist()
print(f"threshold {threshold:.2f}; unusual steps: {unusual}")
assert 40 in unusual
viz.series(machine[0], title="a wave with a fault at step 40")

# %% [markdown]
# The value at step 40 was found without one example of a fault. (Steps just after it can be reported, too: the
# faulty value is part of *their* past.) This is why the method is used for machines: faults are rare, and the next
# one is of a new kind.
#
# ### Attention
#
# **Uses 8 to 13 today.** A recurrent network must carry all that it read in one state. **Attention** (Bahdanau and
# others, 2015) looks back at *every* word, and softmax decides how much of each is taken. The **transformer** (2017)
# is built from it, and nearly all large language models are transformers.
#
# Each word has a **key** (what it offers) and a **value** (what it says). The word that looks has a **query** (what it
# looks for). Query times key is a score; softmax makes shares of the scores; the shares mix the values:
#
# $$\text{attention}(q, K, V) = \text{softmax}\left(\frac{q K^T}{\sqrt{d}}\right) V$$
#
# Here the numbers are chosen by hand: the first one says "a living thing", the second "a place", the third "is tired".
# The word *it* looks for a living thing. A network learns such numbers by itself.

# %%
sentence = ["the", "animal", "crossed", "no", "street", "because", "it", "was", "tired"]
keys = torch.zeros(len(sentence), 3)
keys[1] = torch.tensor([4.0, 0.0, 0.0])  # animal
keys[4] = torch.tensor([0.0, 4.0, 0.0])  # street
keys[8] = torch.tensor([0.5, 0.0, 4.0])  # tired
query = torch.tensor([2.0, 0.0, 0.0])  # it

shares = torch.softmax(keys @ query / 3**0.5, dim=0)  # (9,)
for word, share in zip(sentence, shares.tolist(), strict=True):
    print(f"{word:8} {share:5.1%} {'#' * round(40 * share)}")
looked_up = shares @ keys  # the keys serve as values here: (9,) @ (9, 3) -> (3,)
print("what `it` takes along:", looked_up.numpy())

by_torch = nn.functional.scaled_dot_product_attention(query[None], keys, keys)[0]
assert torch.allclose(looked_up, by_torch)
assert sentence[shares.argmax()] == "animal"

# %% [markdown]
# It is a softmax (lesson 4) between two matrix products (lesson 1), and PyTorch has it as one function. You already
# knew the parts.
#
# ## 4. Serve a trained model
#
# **The problem.** The network lives in this notebook. A phone, a web page, or a program in another language
# cannot call `network.predict`. And each user would need Python, PyTorch, your class, and your weights.
#
# **The idea.** One program holds the model and waits. Others send it a question and get an answer. They agree only on
# the **form** of both. This is a **service**; we use **HTTP**, the language of the web, and **JSON**, a text form
# for numbers, lists and names that every language can read.
#
# ```text
#   any program                                    the service, a process of its own
#   ┌──────────────┐   POST /predict  {"rows": …}   ┌──────────────────────────────────────┐
#   │ phone, web   │ ─────────────────────────────▶ │ uvicorn   understands HTTP            │
#   │ page, this   │                                │ FastAPI   which function is asked?    │
#   │ notebook     │ ◀───────────────────────────── │ pydantic  is the question well formed?│
#   └──────────────┘   {"classes": ["7"], …}        │ the exported model   answers          │
#                                                   └──────────────────────────────────────┘
# ```
#
# The first document names **TensorFlow Serving** for this: a ready-made server for trained models. Its main points
# are that a model can be replaced easily, and that one server can hold several models. We build a small service, so
# that you see each part. Section 6 replaces a model, too.
#
# The way has four stations: **train** (done), **save a checkpoint** (done), **export**, **serve**.
#
# ## 5. Export
#
# **The problem.** A checkpoint is for going on with training. To use it, one needs the class `MLP`, and its sizes.
# Rename the class, and old checkpoints are only numbers.
#
# **The idea.** Save not only the weights, but also the **computation**: which operations, in which order. You know this
# from lesson 2! A graph is defined first and run later. `torch.export` runs the network once with a special input,
# writes down each operation, and gives a graph.

# %%
any_number = {0: torch.export.Dim("rows", min=1)}  # the first axis may have any length
program = torch.export.export(restored.eval(), (X[:2],), dynamic_shapes=(any_number,))
for line in program.graph_module.code.strip().splitlines():
    print(line.partition(";")[0])  # behind it stands what is no longer needed

# %% [markdown]
# This is the whole network. `self.layers` and the Python loop are gone; five inputs, four operations, one result. Each
# operation is named by its full name in PyTorch's library of operators, ATen.
#
# `serving.export` does this and a few things more. It leaves dropout off. It stores a note: the shape of an example
# and the names of the classes. It does *not* store the example rows, which `torch.export.save` would do; they could be
# private. It reads the file back, and compares the answers. Then it writes the file whole or not at all.

# %%
exported = serving.export(restored, X[:1], folder / "digits.pt2", digits.class_names)
print(exported.signature)
print("version", exported.version)

loaded = serving.load(folder / "digits.pt2")
assert torch.allclose(loaded.probability(X[:100]), restored.probability(X[:100]), atol=1e-5)
print(
    "the file answers as the network does, for", loaded(X[:100]).shape[0], "rows and for", len(loaded(X[:1]))
)

# %% [markdown]
# `loaded` does not know the class `MLP`. The **version** is the beginning of the file's SHA-256 checksum: another file
# has another version, whatever its name is.
#
# **What can go wrong.** A program is fixed. Python's `if` on a *value* has no place in it, because each run could go
# another way:


# %%
class Chooses(nn.Module):
    def forward(self, X):
        return X.flatten(1)[:, :10] if X.mean() > 0.1 else -X.flatten(1)[:, :10]


try:
    serving.export(Chooses(), X[:1], folder / "chooses.pt2", digits.class_names)
except serving.ServingError as error:
    print(error)
else:
    raise AssertionError("expected an error")
assert not (folder / "chooses.pt2").exists()

# %% [markdown]
# ### The graph way
#
# In TensorFlow 1 there is nothing to trace: the graph is there from the beginning. To export it, one puts the trained
# values of the variables into the graph as constants. This is called **freezing**. Here is our network, frozen:

# %%
tf.reset_default_graph()
pixels = tf.placeholder(tf.float32, shape=(None, 784), name="pixels")
signal = pixels
for number, layer in enumerate(restored.layers):
    kernel = tf.constant(layer.weight.detach().numpy().T, name=f"kernel_{number}")
    bias = tf.constant(layer.bias.detach().numpy(), name=f"bias_{number}")
    signal = tf.add(tf.matmul(signal, kernel), bias, name=f"layer_{number}")
    if number == 0:
        signal = tf.nn.relu(signal, name="relu")
with tf.Session() as sess:
    frozen = sess.run(signal, feed_dict={pixels: X[:100].reshape(-1, 784).numpy()})
    print(sess.plan(signal, feed_dict={pixels: X[:1].reshape(-1, 784).numpy()}).source)
assert np.allclose(frozen, loaded(X[:100]).numpy(), atol=1e-4)
viz.computation_graph(tf.get_default_graph(), fetches=signal)

# %% [markdown]
# The same operations, and the same answers. TensorFlow Serving reads such a graph from a folder, a *SavedModel*.
#
# ### Weights and sizes alone
#
# There is a second way. Save only the numbers, as safetensors (lesson 5), and the sizes. Then the reader needs the
# class. For the networks of `lessonlib.models` it has it:

# %%
as_weights = serving.export(restored, X[:1], folder / "digits.safetensors", digits.class_names)
assert torch.allclose(as_weights(X[:100]), loaded(X[:100]), atol=1e-5)
for name in ("digits.pt2", "digits.safetensors", "digits.ckpt"):
    print(f"{name:20} {(folder / name).stat().st_size:9,} bytes")

# %% [markdown]
# The checkpoint is about three times as large: Adam keeps two more numbers for each weight (lesson 10).
#
# | | `.pt2` (program) | `.safetensors` (weights and sizes) | checkpoint of `fit` |
# | --- | --- | --- | --- |
# | needs your class | no | yes | yes |
# | any network | if it is a fixed program | only classes that the reader knows | any |
# | goes on with training | no | no | yes |
# | read by a newer PyTorch | not promised | yes | yes |
# | from strangers | **no** | yes | yes, as it is safetensors, too |
#
# ### Which file may you trust?
#
# The last row is important. PyTorch's documentation says of `torch.export.load`: never load data from a source that
# you do not trust. Let us see why. The next cell puts a **pickle** (lesson 5) in the place of the example rows,
# where nobody looks:


# %%
class Trap:
    def __reduce__(self):
        return exec, ("print('HELLO FROM THE FILE: I can do all that you can do')",)


plain, hidden = io.BytesIO(), io.BytesIO()
torch.export.save(program, plain)
torch.save(((Trap(),), {}), hidden)
with zipfile.ZipFile(plain) as old, zipfile.ZipFile(folder / "from_a_stranger.pt2", "w") as new:
    for name in old.namelist():
        is_example = name.endswith("sample_inputs/model.pt")
        new.writestr(name, hidden.getvalue() if is_example else old.read(name))

# PyTorch would warn now, but only after the code has run.
logging.getLogger("torch._export.serde.serialize").disabled = True
torch.export.load(folder / "from_a_stranger.pt2")

try:
    serving.load(folder / "from_a_stranger.pt2")
except serving.ServingError as error:
    print("\nserving.load:", str(error).replace(str(folder), "..."))
else:
    raise AssertionError("expected an error")

# %% [markdown]
# `torch.export.load` ran the stranger's code. `serving.load` looks into the file first and refuses every pickle. Is a
# `.pt2` file safe then? **No.** It is a program. Its graph names functions, and a bad one can be among them. The rule
# stays simple:
#
# - **safetensors** cannot run code when you load it: the file holds numbers and names, nothing else.
# - **`.pt2`**: only from yourself, and people you trust. Compare the checksum, so that you know it is *their* file.
#
# But numbers can lie, too. Whoever trains a model can give it a **backdoor**: it answers well on every test, and
# wrongly as soon as the question holds a secret mark, such as a small white square in a corner (Gu and others, 2017).
# No file format shows this, and no test set without the mark. So also for weights: know who trained them, and on
# which data.
#
# ## 6. A small service
#
# ### Start it
#
# `serving.serve` starts the service and waits until it answers. It is a **process of its own**. Three reasons:
#
# 1. While it computes, your notebook goes on, and the other way round.
# 2. If it crashes, your notebook lives.
# 3. It has only the *file*. So it shows that the file is enough.
#
# It listens on `127.0.0.1`. This address means "this machine": nobody else can reach it. The **port** is a number
# that tells services of one machine apart; here it is a free one. The start takes some seconds, as the new process
# has to import PyTorch.

# %%
service = serving.serve(folder / "digits.pt2", max_rows=100)
print(service)

# %% [markdown]
# ### Look at HTTP
#
# HTTP is text. To see it, we speak it by hand: open a connection, send a few lines, and print what comes back.

# %%
port = int(service.url.rpartition(":")[2])
with socket.create_connection(("127.0.0.1", port)) as connection:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    reply = b"".join(iter(lambda: connection.recv(4096), b""))
print(reply.decode())
assert reply.startswith(b"HTTP/1.1 200 OK")

# %% [markdown]
# The first line of the answer has the **status**: 200 means "all right". After the empty line comes the **body**, as
# JSON. `/health` is asked by other programs, many times a minute: are you alive, and which version are you?
#
# Nobody writes HTTP by hand. The library `requests` does it:

# %%
http = requests.Session()
http.trust_env = False  # if your network has a proxy: it could not reach 127.0.0.1 of this machine

expects = http.get(service.url).json()
for key, value in expects.items():
    print(f"{key:12} {value}")
assert expects["version"] == exported.version

# %% [markdown]
# A good service says what it expects. `GET` asks for something that is there; `POST` sends something to work on.
#
# ### Ask

# %%
answer = http.post(f"{service.url}/predict", json={"rows": X[:4].tolist()})
print("status", answer.status_code)
print("classes", answer.json()["classes"], "true", [digits.class_names[k] for k in y[:4]])
shares = torch.tensor(answer.json()["probabilities"])
assert torch.allclose(shares, restored.probability(X[:4]), atol=1e-5)

# %% [markdown]
# The same probabilities as in the notebook. The question was 4 x 784 numbers as text:

# %%
question = json.dumps({"rows": X[:4].tolist()})
print(question[:60], "...", question[-20:])
print(f"{len(question):,} characters; as float32 it would be {4 * 784 * 4:,} bytes")

# %% [markdown]
# JSON is long, but everybody can read it.
#
# ### Bad questions
#
# In a notebook *you* call the network, and you know what it wants. A service is called by people who do not, by
# programs with mistakes, and by some who want to do harm. So it checks every question **before** the model sees it. A
# bad one gets a status that begins with 4, "your mistake", and a message: what came, what is expected, what to do.


# %%
def complain(**question):
    """Send a question, and show the status and the first sentence of the message."""
    reply = http.post(f"{service.url}/predict", **question)
    print(reply.status_code, reply.json()["detail"].partition(" POST /predict")[0])
    return reply.status_code


def with_one(value):
    """Two images as JSON text, with something else in the place of one number."""
    rows = X[:2].tolist()
    rows[1][0][5][6] = value
    return {"data": json.dumps({"rows": rows}), "headers": {"Content-Type": "application/json"}}


assert complain(json={"rows": X[0].tolist()}) == 422  # forgot the axis of the rows
assert complain(json={"rows": X[:2, :, :, :27].tolist()}) == 422  # cut off a column
assert complain(json={"images": X[:2].tolist()}) == 422  # another name
assert complain(json={"rows": []}) == 422
assert complain(json={"rows": X[:1].expand(101, 1, 28, 28).tolist()}) == 422
assert complain(**with_one(float("nan"))) == 422
assert complain(**with_one("white")) == 422
assert complain(**with_one(1e300)) == 422
assert complain(data="seven, please") == 422
assert complain(data=b" " * 30_000_000) == 413

# %% [markdown]
# Look at three of them:
#
# - **NaN** is not allowed in JSON, but Python writes and reads it. Without a check, NaN goes through all layers,
#   and the answer is NaN as well.
# - **1e300** is a fine number for Python, but float32 ends near 3.4e38. It would become infinity.
# - **30 megabytes** are refused with 413, "too large", before anybody tries to understand them. Without a limit, one
#   client could fill the memory of the machine.
#
# All the messages end with the same sentence, which we cut off: how to ask. And after ten bad questions, the
# service is well:

# %%
print(http.get(f"{service.url}/health").json())
print(http.post(f"{service.url}/predict", json={"rows": 7}).json()["detail"])

# %% [markdown]
# **What the check cannot find.** The shape is right, the numbers are finite, but they mean something else: white ink
# on black paper became black ink on white paper. The service answers, and sounds sure:

# %%
upside = http.post(f"{service.url}/predict", json={"rows": (1 - X[:100]).tolist()}).json()
right = np.mean([name == digits.class_names[k] for name, k in zip(upside["classes"], y[:100], strict=True)])
sure = np.max(upside["probabilities"], axis=1).mean()
print(f"colours exchanged: {right:.0%} right; mean of the largest probabilities: {sure:.0%}")
assert right < 0.7

# %% [markdown]
# Such questions come in practice: a new camera, a new app. Section 7 says how one notices.
#
# ### Draw a digit
#
# Now a question from you. The drawing pad makes an image of 28 x 28 pixels; `ask` sends it to the service, and the
# picture shows the answer. The pad does not know that there is a network somewhere.


# %%
def ask(X):
    """The probabilities that the service gives: (n, 1, 28, 28) -> (n, 10)."""
    reply = http.post(f"{service.url}/predict", json={"rows": X.tolist()})
    reply.raise_for_status()  # a status of 400 or more becomes an exception
    return torch.tensor(reply.json()["probabilities"])


viz.draw_a_digit(ask)

# %% [markdown]
# (In a page without a kernel you see a seven that was drawn for you.) With the bundled digits the network has seen
# only 1,375 small images, and misreads more of your drawings than one that was trained on MNIST.
#
# ### Many at the same time, and many at once
#
# A service has many clients. Here are eight at the same time, each with another digit. Everybody must get their own
# answer:

# %%
with ThreadPoolExecutor(8) as clients:
    parallel = torch.cat(list(clients.map(lambda i: ask(X[i : i + 1]), range(40))))
assert torch.allclose(parallel, restored.probability(X[:40]), atol=1e-5)
print("40 questions from 8 clients: all answers belong to their questions")

start = time.perf_counter()
for i in range(100):
    ask(X[i : i + 1])
one_by_one = time.perf_counter() - start
start = time.perf_counter()
ask(X[:100])
together = time.perf_counter() - start
print(f"100 images: one by one {one_by_one:.2f} s, in one question {together:.2f} s")

# %% [markdown]
# One question with 100 rows is much faster than 100 questions: HTTP, JSON and Python cost more than the network. **A
# GPU** needs large batches to be busy, too (lesson 10); we have not measured this service on one. So large services
# collect questions of *different* clients for a few milliseconds, and compute them as one batch.
#
# ### Replace the model
#
# You trained for one more epoch, and want to serve the new network. A running service keeps the model that it has read.
# To change it **without a pause**: start a second service, see that it is healthy, send the clients there, and only
# then stop the first.

# %%
optimizer = torch.optim.Adam(network.parameters(), lr=0.0005)
training.fit(
    network, digits, nn.CrossEntropyLoss(), optimizer, num_epochs=1, batch_size=100, seed=18, progress=False
)
newer = serving.export(network, X[:1], folder / "digits_2.safetensors", digits.class_names)

old_service, service = service, serving.serve(folder / "digits_2.safetensors")
for name, one in (("old", old_service), ("new", service)):
    print(name, one.url, http.get(f"{one.url}/health").json())
assert http.get(f"{service.url}/health").json()["version"] == newer.version != exported.version
old_service.stop()

assert torch.allclose(ask(X[:4]), newer.probability(X[:4]), atol=1e-5)
print("`ask` goes to the new one:", service)

# %% [markdown]
# Each answer has the version of its model. If somebody complains about an answer of last week, you know which file
# gave it. Keep the old files: the way back is the same, with the roles exchanged (a **rollback**).
#
# ### What the service saw

# %%
log = service.log()
print(*log.splitlines()[-4:], sep="\n")
assert '"POST /predict HTTP/1.1" 200' in log

# %% [markdown]
# ### Stop it
#
# A forgotten service holds memory and its port. `stop` lets it finish what it has begun, for at most three seconds,
# and then ends its process. Afterwards nobody answers:

# %%
service.stop()
print(service)
assert not service.running
assert not old_service.running
try:
    http.get(f"{service.url}/health", timeout=5)
except requests.ConnectionError:
    print("nobody answers at", service.url)
else:
    raise AssertionError("expected an error")

# %% [markdown]
# And if you forget it? The service ends when the name `service` gets another value, when the kernel is restarted, and
# when the kernel is killed. In the last case nobody can tell it. But it holds one end of a pipe whose other end belongs
# to your kernel; when the kernel dies, the operating system closes the pipe, and the service sees it.
#
# In a program, a `with` block is the better form: it stops the service also when an error happens inside.
#
# ```python
# with serving.serve("digits.pt2") as service:
#     ...
# ```
#
# In a terminal, `lessonlib serve digits.pt2 --port 8000` does the same until you press Ctrl+C.
#
# ### How is it made?
#
# Now you know what it does. Here is the least that does it: **FastAPI** turns a function into a service, and
# **pydantic** reads the question into a class. This one runs in a *thread* of the notebook, for a moment:


# %%
class Question(BaseModel):
    rows: list[list[list[list[float]]]]


app = FastAPI()


@app.post("/predict")
def predict(question: Question):
    probability = loaded.probability(torch.tensor(question.rows))
    return {"probabilities": probability.tolist()}


server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))  # port 0: a free one
thread = threading.Thread(target=server.run, daemon=True)
thread.start()
while not server.started:
    time.sleep(0.05)
address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/predict"

good = {"json": {"rows": X[:2].tolist()}}
wrong_shape = {"json": {"rows": X[:2, :, :, :27].tolist()}}
not_a_number = with_one(float("nan"))
statuses = []
for question in (good, wrong_shape, not_a_number):
    http.close()  # begin a new connection: after a mistake of its own, a server hangs up
    reply = http.post(address, **question)
    statuses.append(reply.status_code)
    print(reply.status_code, reply.text[:70])
server.should_exit = True
thread.join()
assert statuses == [200, 500, 500]

# %% [markdown]
# It works with good questions. A wrong shape and NaN are lists of lists of numbers, so pydantic lets them pass; then
# the model fails, and the client reads "500 Internal Server Error": *the service's own mistake*, and no word about what
# to do. The rest of `lessonlib/serving/` is there for this: it writes the exact shape into the class `Question`, makes
# the messages good, sets limits, and makes sure that the process ends. Its files are short. Look at
# `question.py` and `app.py` first.
#
# ## 7. What a real service needs besides
#
# Our service is real, but it is for one machine. Before you open it to the world:
#
# - **HTTPS.** Everybody on the way can read and change plain HTTP. Put a web server such as nginx or Caddy in front,
#   with a certificate.
# - **Authentication.** Who may ask? Without it everybody may, at your cost. Ask for a secret key in a header of each
#   request, and keep the key out of your code.
# - **Limits.** One client must not use up the service. Count requests per minute and client, set a time limit, and keep
#   our limits on rows and bytes.
# - **Versions.** What gave this answer, and how do we go back? Put the version into each answer, and keep old files.
# - **Batching.** A GPU is idle with one row. Collect questions for a few milliseconds.
# - **Several processes.** One process uses little of a large machine, and a crash stops everything. Run several copies
#   behind a *load balancer*, which asks each for `/health`.
# - **Monitoring.** Is it up, how fast is it, how often does it fail? Count statuses and times, and let a program ring
#   the alarm, not a person who looks.
# - **Drift.** The world changes, the model does not. Compare the questions of today with the data of the training.
# - **Privacy.** Questions can be personal: a face, a voice, a letter. Store as little as possible, for a short time,
#   and say so.
# - **A test before each change.** A new model can be better on average, and worse for some people. Measure on fixed
#   examples, for each group, before you switch.
#
# Drift is special to machine learning, and it needs no labels to be noticed. Take one number of each question: the mean
# of its pixels. For the digits of the training it is known. Here are the questions of section 6 with the colours
# exchanged:

# %%
known = digits.train.X.mean(dim=(1, 2, 3))
today = (1 - X[:100]).mean(dim=(1, 2, 3))
distance = (today.mean() - known.mean()) / known.std()
print(
    f"mean pixel: {known.mean():.2f} in the training (deviation {known.std():.2f}), {today.mean():.2f} today"
)
print(f"today is {distance:.0f} deviations away")
assert distance > 5
viz.image_sheet(
    torch.cat([X[:4], 1 - X[:4]]),
    titles=[f"mean {mean:.2f}" for mean in torch.cat([X[:4], 1 - X[:4]]).mean(dim=(1, 2, 3)).tolist()],
    columns=4,
    title="four questions of the training kind, and four of today",
)

# %% [markdown]
# One number a question, one comparison an hour: this alarm would have rung. The accuracy could not have told us, as
# nobody sends the true digits along.
#
# ## 8. What to do next
#
# You have finished the course. Some ways to go on; take the one that you would do on a free Sunday.
#
# **Practise here**
#
# 1. Serve the network of lesson 14 in place of the MLP. Draw the same digits. Which one reads you better?
# 2. Serve a network of your own class as `.pt2`. Does the service need your class?
# 3. Write a second client: a web page with some JavaScript, or a program in another language that you know.
# 4. Section 3 finds digits that do not touch. Read a whole number, such as a postcode, from one picture. What is the
#    accuracy for five digits, if it is 97% for one? (Calculate first: $0.97^5$.)
# 5. Add a class "no digit" to the network. Where do you get examples of it?
# 6. Measure drift: rotate the test digits by 10, 20, 30 degrees. When does your alarm ring, and when does the
#    accuracy fall?
#
# **Learn next**
#
# - *Attention and transformers*: section 3 is the beginning. Vaswani and others, *Attention Is All You Need*, 2017.
# - *Reinforcement learning*: Sutton and Barto, *Reinforcement Learning*, second edition, 2018; free to read.
# - *Diffusion models*, which draw images today in place of GANs: Ho, Jain and Abbeel, 2020.
# - *Starting from a trained network* (transfer learning): replace the last layer of a network that others trained on
#   millions of images. For most tasks of your own this is the first thing to try.
#
# **Build something small with your own data.** A hundred photos, the messages of your club, the temperature of your
# room. You learn most where the data is not clean, and nobody knows the answer.
#
# ## Summary
#
# - Eighteen uses share few ideas: layers and softmax, filters, two networks, memory; and, beyond this course, attention
#   and rewards.
# - A classifier always answers. It needs help to say *nothing is here* or *I do not know this*.
# - A checkpoint needs the class; an exported `.pt2` program does not. It is a graph again: defined first, run later.
# - A `.pt2` file is a program: load it only from people you trust. safetensors holds numbers only.
# - A service is a process that answers questions over HTTP. 200 is all right, 4xx is the client's mistake, 5xx is the
#   service's own.
# - It checks shape, type, finite numbers and size before the model sees a question, and says what to do.
# - Many rows in one question are faster than many questions.
# - To replace a model: start the new one, check it, switch, stop the old one. Keep the way back.
# - For the world outside: HTTPS, authentication, limits, versions, monitoring, and an eye on drift.
#
# ## Terms
#
# | English | Korean | meaning |
# | --- | --- | --- |
# | object detection | 물체 인식 | what is where in an image |
# | segmentation | 분할 | the class of each pixel |
# | super-resolution | 초해상 | a large image from a small one |
# | anomaly detection | 이상 감지 | find what is unusual |
# | bag of words | 단어 가방 (백 오브 워즈) | how often each word occurs, without order |
# | attention | 어텐션 (주의) | shares that say how much to take from each word |
# | reinforcement learning | 강화 학습 | learning from rewards |
# | serving | 서빙 | answering other programs with a trained model |
# | export | 내보내기 | write a model so that it runs without its code |
# | freeze | 동결 | put trained values into a graph as constants |
# | checksum | 체크섬 | short number that changes when a file changes |
# | HTTP, status | HTTP, 상태 코드 | language of the web; how a request ended |
# | JSON | 제이슨 | text form of numbers, lists and names |
# | port | 포트 | number that tells the services of a machine apart |
# | client, service | 클라이언트, 서비스 | who asks, who answers |
# | validation of input | 입력 검증 | check a question before it is used |
# | rollback | 롤백 | back to the version before |
# | drift | 드리프트 | the inputs change after the training |
#
# ## Next
#
# This was the last lesson. The [map of the course](00_start.ipynb) shows what you have done. Is an exercise still
# open? [Lesson 16](16b_rnn.ipynb) is the one before this. Thank you for working through all of it.
