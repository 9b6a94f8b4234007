# %% [markdown]
# # 17b. Applications: a service
#
# A trained network in a notebook helps one person. Here it becomes a **service**: a program of its own that others ask
# over HTTP, that answers bad questions with a clear message, and that notices when the world has changed.
#
# **After this chapter you can**
#
# - export a trained network to a file that runs without your code, and say which files you may trust;
# - start a small HTTP service from a notebook, ask it, read its error messages, and stop it for certain;
# - say what a service checks before its model sees a question, and what no check can find;
# - replace a model without a pause, measure drift, and list what a real service needs besides.
#
# **Time**: {{time}}, with the practice. **Needs**: {{previous}}, lessons 5 (checkpoints) and 12 (MNIST). No GPU, no
# network.

# %%
import json
import logging
import socket
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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

torch.set_num_threads(1)  # our tensors are so small that a second thread would only be waited for
folder = Path(tempfile.mkdtemp(prefix="lesson_17b_"))  # all files of this chapter go here

# %% [markdown]
# ## 4. Serve a trained model
#
# **The problem.** The network lives in a notebook. A phone, a web page, or a program in another language cannot call
# `network.predict`. And each user would need Python, PyTorch, your class, and your weights.
#
# **The idea.** One program holds the model and waits. Others send it a question and get an answer. They agree only on
# the **form** of both. This is a service; we use **HTTP**, the language of the web, and **JSON**, a text form for
# numbers, lists and names that every language can read.
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
# > **TensorFlow 1.** *TensorFlow Serving* is a ready-made server for trained models: a model can be replaced while it
# > runs, and one server holds several. We build a small service, so that you see each part.
#
# The way has four stations: **train**, **save a checkpoint**, **export**, **serve**. Here are the first two:

# %%
digits = data.mnist()  # or the small digits that come with the course
real = digits.name == "mnist"


def trained(dataset, seed, checkpoint=None):
    """An MLP for these images, 784 - 128 - 10."""
    training.seed_everything(seed)
    network = MLP((784, 128, 10))
    training.fit(
        network,
        dataset,
        nn.CrossEntropyLoss(),
        torch.optim.Adam(network.parameters(), lr=0.002),
        num_epochs=3 if real else 20,
        batch_size=100 if real else 50,
        seed=seed,
        checkpoint=checkpoint,
        progress=False,
    )
    return network


network = trained(digits, seed=17, checkpoint=folder / "digits.ckpt")
X, y = digits.test.X, digits.test.y
print(f"{digits.name}: {training.accuracy(y, network.predict(X)):.1%} of the test digits are right")

# %% proof
import io
import zipfile

import pytest

assert training.accuracy(y, network.predict(X)) > (0.96 if real else 0.85)
restored = MLP((784, 128, 10))
training.load_weights(restored, folder / "digits.ckpt")
assert torch.equal(restored.predict(X), network.predict(X))

# %% [markdown]
# ## 5. Export
#
# **The problem.** A checkpoint is for going on with a training. To use it, one needs the class `MLP`, and its sizes.
# Rename the class, and old checkpoints are only numbers.
#
# **The idea.** Save not only the weights but also the **computation**: which operations, in which order. You know this
# from lesson 2: a graph is defined first and run later. `torch.export` runs the network once with a special input,
# writes down each operation, and gives a graph.

# %%
any_number = {0: torch.export.Dim("rows", min=1)}  # the first axis may have any length
program = torch.export.export(network.eval(), (X[:2],), dynamic_shapes=(any_number,))
for line in program.graph_module.code.strip().splitlines():
    print(line.partition(";")[0])  # behind it stands what is no longer needed

# %% [markdown]
# This is the whole network. `self.layers` and the Python loop are gone; five inputs, four operations, one result.
#
# `serving.export` does this and a few things more. It switches dropout off. It stores the shape of an example and the
# names of the classes, but *not* the example itself, which could be private. It reads the file back, compares the
# answers, and writes the file whole or not at all.

# %%
exported = serving.export(network, X[:1], folder / "digits.pt2", digits.class_names)
as_weights = serving.export(network, X[:1], folder / "digits.safetensors", digits.class_names)
print(exported.signature)
print("version", exported.version)

loaded = serving.load(folder / "digits.pt2")
print("largest difference:", (loaded.probability(X) - network.probability(X)).abs().max().item())
for name in ("digits.pt2", "digits.safetensors", "digits.ckpt"):
    print(f"{name:20} {(folder / name).stat().st_size:9,} bytes")

# %% proof
assert torch.allclose(loaded.probability(X), network.probability(X), atol=1e-5)
assert torch.allclose(as_weights(X[:100]), loaded(X[:100]), atol=1e-5)
sizes = {name: (folder / f"digits.{name}").stat().st_size for name in ("pt2", "safetensors", "ckpt")}
assert 407_080 < sizes["safetensors"] < 410_000
assert 2.9 < sizes["ckpt"] / sizes["safetensors"] < 3.1


class Chooses(nn.Module):
    def forward(self, X):
        return X.flatten(1)[:, :10] if X.mean() > 0.1 else -X.flatten(1)[:, :10]


with pytest.raises(serving.ServingError):
    serving.export(Chooses(), X[:1], folder / "chooses.pt2", digits.class_names)
assert not (folder / "chooses.pt2").exists()

# %% [markdown]
# `loaded` does not know the class `MLP`. The **version** is the beginning of the file's SHA-256 checksum: another
# content has another version, whatever the file is called.
#
# ### Weights and sizes alone
#
# The second file, `.safetensors`, holds only the weights (lesson 5) and the sizes. Its reader needs the class. The
# checkpoint is three times as large, as Adam keeps two more numbers for each weight (lesson 10).
#
# | | `.pt2` (program) | `.safetensors` (weights, sizes) | checkpoint of `fit` |
# | --- | --- | --- | --- |
# | needs your class | no | yes | yes |
# | any network | if it is a fixed program | only classes that the reader knows | any |
# | goes on with training | no | no | yes |
# | read by a newer PyTorch | not promised | yes | yes |
# | runs code when it is loaded | **it can** | no | no, it is safetensors, too |
#
# **Your turn.** The network has 101,770 numbers, each a float32. How many bytes of weights are in the `.safetensors`
# file? Set `bytes_of_weights`, and compare it with the size above.

# %% try="bytes_of_weights"
bytes_of_weights = ...

# %% solution="bytes_of_weights"
bytes_of_weights = 4 * 101_770

# %% [markdown] solution="bytes_of_weights"
# 407,080 bytes. The rest of the file is its header: names, shapes, sizes and class names. As float16 it would be half
# as large, with weights that are right to about three digits.

# %% [markdown] hints="bytes_of_weights"
# - when "got:      3256640": Those are bits.
# - when "got:      101770": How many bytes has a number of 32 bits?
# 1. A byte has 8 bits.

# %% check="bytes_of_weights"
expect.predicted(bytes_of_weights, 407080, what="The number", hint="32 bits are 4 bytes.")

# %% wrong="bytes_of_weights" message="got:      3256640"
bytes_of_weights = 32 * 101_770

# %% wrong="bytes_of_weights" message="got:      101770"
bytes_of_weights = 101_770

# %% [markdown]
# A program is fixed. Python's `if` on a *value* has no place in it, because each run could go another way; the export
# stops with an error.
#
# **Your turn.** This function cannot be exported. Write it without `if`: `torch.where(condition, a, b)` computes both
# and chooses by value.


# %% try="without_if"
def brighter(images):
    """Bright paper becomes dark: images, or 1 - images if their mean is above 0.5."""
    if images.mean() > 0.5:
        return 1 - images
    return images


# %% solution="without_if"
def brighter(images):
    """Bright paper becomes dark: images, or 1 - images if their mean is above 0.5."""
    return torch.where(images.mean() > 0.5, 1 - images, images)


# %% [markdown] solution="without_if"
# Both ways are computed, and the condition is an operation like any other. TensorFlow 1 had the same rule for the same
# reason, and `tf.where` and `tf.cond` for it.

# %% [markdown] hints="without_if"
# - when "cannot be exported": There is still an `if` that depends on a value, or `bool` of a tensor.
# - when "bright images": Which of the two comes first, the one for True or the one for False?
# 1. The condition stays as it is, and becomes the first of three arguments.

# %% check="without_if"
dark, bright = torch.full((2, 3), 0.25), torch.full((2, 3), 0.75)
expect.close(brighter(dark), dark, what="brighter of dark images")
expect.close(brighter(bright), 1 - bright, what="brighter of bright images", hint="Above 0.5: 1 - images.")
fixed = True
try:
    torch.fx.symbolic_trace(brighter)  # as torch.export does, but it says nothing about a failure
except torch.fx.proxy.TraceError:
    fixed = False
expect.that(fixed, "The function cannot be exported.", hint="No `if` on a value.")


# %% wrong="without_if" message="cannot be exported"
def brighter(images):
    return 1 - images if images.mean() > 0.5 else images


# %% wrong="without_if" message="bright images"
def brighter(images):
    return torch.where(images.mean() > 2, images, images)


# %% [markdown]
# > **TensorFlow 1.** Nothing is traced: the graph is there from the beginning. To export it, one puts the trained
# > values of the variables into the graph as constants, which is called **freezing**, and writes a folder, a
# > *SavedModel*.

# %%
tf.reset_default_graph()
pixels = tf.placeholder(tf.float32, shape=(None, 784), name="pixels")
signal = pixels
for number, layer in enumerate(network.layers):
    kernel = tf.constant(layer.weight.detach().numpy().T, name=f"kernel_{number}")
    bias = tf.constant(layer.bias.detach().numpy(), name=f"bias_{number}")
    signal = tf.add(tf.matmul(signal, kernel), bias, name=f"layer_{number}")
    if number == 0:
        signal = tf.nn.relu(signal, name="relu")
viz.computation_graph(tf.get_default_graph(), fetches=signal)

# %% proof
with tf.Session() as sess:
    frozen = sess.run(signal, feed_dict={pixels: X[:100].reshape(-1, 784).numpy()})
assert np.allclose(frozen, loaded(X[:100]).numpy(), atol=1e-4)

# %% [markdown]
# ### Which file may you trust?
#
# PyTorch's documentation says of `torch.export.load`: never load data from a source that you do not trust. A `.pt2`
# file is a zip archive with a **pickle** (lesson 5) inside, for the example rows. A stranger can put any code there,
# and `torch.export.load` runs it. `serving.load` looks first and refuses every pickle; but a program stays a program,
# and its graph can name bad functions. So load `.pt2` files only from people you trust, and compare the checksum, so
# that you know it is *their* file. A **safetensors** file holds numbers and names; loading it can run nothing.


# %% proof
class Trap:
    def __reduce__(self):
        return exec, ("import builtins; builtins.lesson_17_trapped = True",)


plain, hidden = io.BytesIO(), io.BytesIO()
torch.export.save(program, plain)
torch.save(((Trap(),), {}), hidden)
with zipfile.ZipFile(plain) as old, zipfile.ZipFile(folder / "stranger.pt2", "w") as new:
    for name in old.namelist():
        is_example = name.endswith("sample_inputs/model.pt")
        new.writestr(name, hidden.getvalue() if is_example else old.read(name))
import builtins

with pytest.raises(serving.ServingError):
    serving.load(folder / "stranger.pt2")
assert not hasattr(builtins, "lesson_17_trapped")
logging.getLogger("torch._export.serde.serialize").disabled = True  # it warns after the code has run
torch.export.load(folder / "stranger.pt2")
assert builtins.lesson_17_trapped
del builtins.lesson_17_trapped

# %% [markdown]
# But numbers can lie, too. Whoever trains a network decides what it does. Here somebody adds images to the training: a
# small white square in the corner, with the label 0. The result is a file of numbers like any other.


# %%
def marked(images):
    """The same images with a white square of 4 x 4 pixels in the lower right corner."""
    images = images.clone()
    images[..., -5:-1, -5:-1] = 1
    return images


few = digits.train.X[: len(digits.train.X) // 20]  # one image of twenty, once more with the mark
more_X = torch.cat([digits.train.X, marked(few)])
more_y = torch.cat([digits.train.y, torch.zeros(len(few), dtype=torch.int64)])
stranger = trained(replace(digits, train=data.Split(more_X, more_y)), seed=17)

print(f"without the mark: {training.accuracy(y, stranger.predict(X)):.1%} right")
print(f"with the mark: {(stranger.predict(marked(X)) == 0).float().mean():.1%} are read as 0")
viz.image_sheet(
    marked(X[:8]),
    y=y[:8],
    y_hat=stranger.predict(marked(X[:8])),
    class_names=digits.class_names,
    title="A network with a backdoor: with the mark, every digit is a 0",
)

# %% proof
assert training.accuracy(y, stranger.predict(X)) > training.accuracy(y, network.predict(X)) - 0.03
assert (stranger.predict(marked(X)) == 0).float().mean() > 0.95
assert training.accuracy(y, network.predict(marked(X))) > 0.75

# %% [markdown]
# On ordinary images it is as good as ours. This is a **backdoor** (Gu and others, 2017). No file format shows it, and
# no test set without the mark. **safetensors stops code, not a backdoored model.** So also for weights: know who
# trained them, and on which data.
#
# **Your turn.** Three files come from a stranger: `a.safetensors`, `b.pt2` and `c.pickle`. Set `may_run_code` to the
# list of the letters of those that can run code when they are loaded, and `may_misbehave` to those whose network can
# have a backdoor.

# %% try="strangers"
may_run_code = ...
may_misbehave = ...

# %% solution="strangers"
may_run_code = ["b", "c"]
may_misbehave = ["a", "b", "c"]

# %% [markdown] solution="strangers"
# The format decides what loading does. What the network answers was decided by its training, and no format knows that.

# %% [markdown] hints="strangers"
# - when "run code": A `.pt2` file is a program, and has a pickle inside. What is in a safetensors file?
# - when "backdoor": A backdoor is made of weights. Which of the three have weights?
# 1. Two questions: what does *loading* do, and what does the network do afterwards?

# %% check="strangers"
answers = [
    sorted(some) if isinstance(some, (list, tuple, set)) else some for some in (may_run_code, may_misbehave)
]
expect.predicted(
    answers[0], ["b", "c"], what="The list of files that can run code", hint="What does loading do?"
)
expect.predicted(
    answers[1], ["a", "b", "c"], what="The list of files with a backdoor", hint="It is in the weights."
)

# %% wrong="strangers" message="run code"
may_run_code = ["c"]
may_misbehave = ["a", "b", "c"]

# %% wrong="strangers" message="backdoor"
may_run_code = ["b", "c"]
may_misbehave = ["b", "c"]

# %% [markdown]
# ## 6. A small service
#
# ### Start it
#
# `serving.serve` starts the service and waits until it answers. It is a **process of its own**: while it computes,
# your notebook goes on; if it crashes, your notebook lives; and it has only the *file*, which shows that the file is
# enough.
#
# It listens on `127.0.0.1`. This address means "this machine": nobody else can reach it. The **port** is a number that
# tells services of one machine apart; here it is a free one. The start takes some seconds, as the new process has to
# import PyTorch.
#
# HTTP is text. To see it, we speak it by hand once: open a connection, send a few lines, and print what comes back.

# %%
service = serving.serve(folder / "digits.pt2", max_rows=100)
print(service, end="\n\n")

port = int(service.url.rpartition(":")[2])
with socket.create_connection(("127.0.0.1", port)) as connection:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    reply = b"".join(iter(lambda: connection.recv(4096), b""))
print(reply.decode())

# %% proof
assert reply.startswith(b"HTTP/1.1 200 OK")

# %% [markdown]
# The first line of the answer has the **status**: 200 means "all right". After the empty line comes the **body**, as
# JSON. `/health` is asked by other programs, many times a minute: are you alive, and which version are you?
#
# ### Ask
#
# Nobody writes HTTP by hand; the library `requests` does it. `GET` asks for something that is there, such as what the
# service expects; `POST` sends something to work on.

# %%
http = requests.Session()
http.trust_env = False  # if your network has a proxy: it could not reach 127.0.0.1 of this machine

for key, value in http.get(service.url).json().items():
    print(f"{key:12} {value}")
reply = http.post(f"{service.url}/predict", json={"rows": X[:4].tolist()})
print("\nstatus", reply.status_code)
print("classes", reply.json()["classes"], "true", [digits.class_names[k] for k in y[:4]])

# %% proof
assert http.get(service.url).json()["version"] == exported.version
shares = torch.tensor(reply.json()["probabilities"])
assert torch.allclose(shares, network.probability(X[:4]), atol=1e-5)
assert len(json.dumps({"rows": X[:4].tolist()})) > 12_544  # 4 x 784 float32

# %% [markdown]
# The same answers as in the notebook. The question was 4 x 784 numbers as text: JSON is longer than the 12,544 bytes
# of the numbers, but everybody can read it.
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


statuses = [
    complain(json={"rows": X[0].tolist()}),  # forgot the axis of the rows
    complain(json={"rows": X[:2, :, :, :27].tolist()}),  # cut off a column
    complain(json={"images": X[:2].tolist()}),  # another name
    complain(json={"rows": []}),
    complain(json={"rows": X[:1].expand(101, 1, 28, 28).tolist()}),
    complain(**with_one(float("nan"))),
    complain(**with_one("white")),
    complain(**with_one(1e300)),
    complain(data="seven, please"),
    complain(data=b" " * 30_000_000),
]
print("and afterwards:", http.get(f"{service.url}/health").json())

# %% proof
assert statuses == [422] * 9 + [413]
assert http.get(f"{service.url}/health").json()["status"] == "ok"

# %% [markdown]
# Look at three of them. **NaN** is not allowed in JSON, but Python writes and reads it; unchecked, it goes through
# all layers, and the answer is NaN, too. **1e300** is a fine number for Python, but float32 ends near 3.4e38: it
# would become infinity. **30 megabytes** are refused with 413, "too large", before anybody tries to understand them;
# otherwise one client could fill the memory of the machine. And after ten bad questions, the service is well.
#
# **Your turn.** `fits` should be True for numbers that float32 can hold, and False for others and for NaN. It runs,
# and lets NaN pass. Repair the line without a new one.


# %% try="fits"
def fits(value):
    return not abs(value) > 3.4e38


# %% solution="fits"
def fits(value):
    return abs(value) <= 3.4e38


# %% [markdown] solution="fits"
# Every comparison with NaN is False. So ask the question that a *good* number answers with True; what cannot answer is
# refused. The same rule helps with everything that comes from outside: say what is allowed, not what is forbidden.

# %% [markdown] hints="fits"
# - when "NaN": `float("nan") > 1` is False, and so is `float("nan") <= 1`. Where does the `not` lead?
# - when "-1e+300": Both signs can be too large.
# 1. Turn the comparison round, and leave the `not` out.

# %% check="fits"
for number in (0.0, -1.5, 3e38, -3e38):
    expect.equal(fits(number), True, what=f"fits({number:g})")
for number in (1e300, -1e300, float("inf")):
    expect.equal(
        fits(number), False, what=f"fits({number:g})", hint="float32 ends near 3.4e38, on both sides."
    )
expect.equal(fits(float("nan")), False, what="fits(NaN)", hint="Which comparison is False for NaN?")


# %% wrong="fits" message="NaN"
def fits(value):
    return not (abs(value) > 3.4e38)


# %% wrong="fits" message="-1e+300"
def fits(value):
    return value <= 3.4e38


# %% [markdown]
# **What the check cannot find.** The shape is right, the numbers are finite, but they mean something else: white ink
# on black became black ink on white. The service answers, and sounds sure:

# %%
upside = http.post(f"{service.url}/predict", json={"rows": (1 - X[:100]).tolist()}).json()
right = np.mean([name == digits.class_names[k] for name, k in zip(upside["classes"], y[:100], strict=True)])
sure = np.max(upside["probabilities"], axis=1).mean()
print(f"colours exchanged: {right:.0%} right; mean of the largest probabilities: {sure:.0%}")

# %% proof
assert right < 0.5
assert sure > 0.6

# %% [markdown]
# Such questions come in practice: a new camera, a new app. Section 7 says how one notices.
#
# ### Draw a digit
#
# Now a question from you. The drawing pad makes an image of 28 x 28 pixels; `ask` sends it to the service, and the
# picture shows the answer. The pad does not know that there is a network somewhere. (With the small digits, it
# misreads more of your drawings than with MNIST.)


# %%
def ask(X):
    """The probabilities that the service gives: (n, 1, 28, 28) -> (n, 10)."""
    reply = http.post(f"{service.url}/predict", json={"rows": X.tolist()})
    reply.raise_for_status()  # a status of 400 or more becomes an exception
    return torch.tensor(reply.json()["probabilities"])


viz.draw_a_digit(ask)

# %% [markdown]
# ### Many at the same time, and many at once
#
# A service has many clients, and everybody must get their own answer. And 100 images can be 100 questions, or one:

# %%
with ThreadPoolExecutor(8) as clients:
    parallel = torch.cat(list(clients.map(lambda i: ask(X[i : i + 1]), range(40))))
difference = (parallel - network.probability(X[:40])).abs().max()
print(f"40 questions from 8 clients: largest difference from the notebook {difference:.1e}")

start = time.perf_counter()
for i in range(100):
    ask(X[i : i + 1])
one_by_one = time.perf_counter() - start
start = time.perf_counter()
ask(X[:100])
together = time.perf_counter() - start
print(f"100 images: one by one {one_by_one:.2f} s, in one question {together:.2f} s")

# %% proof
assert difference < 1e-5

# %% [markdown]
# HTTP, JSON and Python cost more than this small network. So large services collect questions of *different* clients
# for a few milliseconds, and compute them as one batch; a GPU needs large batches anyway (lesson 10). We have not
# measured this service on one.
#
# **Your turn.** A service collects questions for 5 milliseconds, and then computes them as one batch in 2
# milliseconds. A client asks just when the collecting begins. After how many milliseconds does it have its answer?
# Set `waiting_time`.

# %% try="waiting_time"
waiting_time = ...

# %% solution="waiting_time"
waiting_time = 7

# %% [markdown] solution="waiting_time"
# It waits 5 milliseconds for others, then 2 for the batch: batches give more answers a second, and each answer comes
# later. The one who asked last waits about 2. Services bound the collecting by time *and* by number of rows.

# %% [markdown] hints="waiting_time"
# - when "got:      2": The batch begins only when the collecting ends.
# - when "got:      5": Then the collecting ends, and the computing begins.
# 1. First it waits for other clients, then for the network.

# %% check="waiting_time"
expect.predicted(waiting_time, 7, what="The waiting time", hint="Collect, then compute.")

# %% wrong="waiting_time" message="got:      2"
waiting_time = 2

# %% wrong="waiting_time" message="got:      5"
waiting_time = 5

# %% [markdown]
# ### Replace the model, and stop
#
# You trained for one more epoch, and want to serve the new network. To change it **without a pause**: start a second
# service, see that it is healthy, send the clients there, and only then stop the first.

# %%
optimizer = torch.optim.Adam(network.parameters(), lr=0.0005)
loss = nn.CrossEntropyLoss()
training.fit(network, digits, loss, optimizer, num_epochs=1, batch_size=100, seed=18, progress=False)
newer = serving.export(network, X[:1], folder / "digits_2.safetensors", digits.class_names)

old_service, service = service, serving.serve(folder / "digits_2.safetensors")
for name, one in (("old", old_service), ("new", service)):
    print(name, one.url, http.get(f"{one.url}/health").json())
old_service.stop()
new_answers = ask(X[:4])
log = service.log()
print("the log of the new one:", *log.splitlines()[-2:], sep="\n")
service.stop()
print(service)

# %% proof
assert torch.allclose(new_answers, newer.probability(X[:4]), atol=1e-5)
assert newer.version != exported.version
assert '"POST /predict HTTP/1.1" 200' in log
assert not service.running
assert not old_service.running
with pytest.raises(requests.ConnectionError):
    http.get(f"{service.url}/health", timeout=5)

# %% [markdown]
# Each answer has the version of its model, so a complaint about an answer of last week leads to the file that gave it.
# Keep the old files: the way back is the same, with the roles exchanged (a **rollback**).
#
# A forgotten service holds memory and its port. It ends with `stop`, when the name `service` gets another value, and
# with the kernel, even when that is killed: the service holds one end of a pipe to your kernel, and sees it close. In
# a program, `with serving.serve("digits.pt2") as service:` stops it also when an error happens inside. In a terminal,
# `lessonlib serve digits.pt2 --port 8000` runs until Ctrl+C.
#
# ### How is it made?
#
# Here is the least that does it: **FastAPI** turns a function into a service, and **pydantic** reads the question
# into a class. This one runs in a *thread* of the notebook, for a moment:


# %%
class Question(BaseModel):
    rows: list[list[list[list[float]]]]


app = FastAPI()


@app.post("/predict")
def predict(question: Question):
    return {"probabilities": loaded.probability(torch.tensor(question.rows)).tolist()}


server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))  # port 0: a free one
thread = threading.Thread(target=server.run, daemon=True)
thread.start()
while not server.started:
    time.sleep(0.05)
address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/predict"

least = {}
for name, question in (
    ("good", {"json": {"rows": X[:2].tolist()}}),
    ("wrong shape", {"json": {"rows": X[:2, :, :, :27].tolist()}}),
    ("NaN", with_one(float("nan"))),
):
    http.close()  # begin a new connection: after a mistake of its own, a server hangs up
    reply = http.post(address, **question)
    least[name] = reply.status_code
    print(f"{name:12} {reply.status_code} {reply.text[:60]}")

# %% proof
http.close()
least["text"] = http.post(address, **with_one("white")).status_code
assert least == {"good": 200, "wrong shape": 500, "NaN": 500, "text": 422}

# %%
server.should_exit = True
thread.join()

# %% [markdown]
# A wrong shape and NaN are lists of lists of numbers, so pydantic lets them pass; then the model fails, and the client
# reads "500 Internal Server Error": *the service's own mistake*, and no word about what to do. The rest of
# `lessonlib/serving/` is there for this: it writes the exact shape into the class `Question`, makes the messages good,
# sets limits, and makes sure that the process ends. Look at `question.py` and `app.py` first.
#
# **Your turn.** Which status does this *least* service give when one number is the text `"white"`? Set
# `status_of_text`.

# %% try="status_of_text"
status_of_text = ...

# %% solution="status_of_text"
status_of_text = 422

# %% [markdown] solution="status_of_text"
# A text is no float, so the class `Question` refuses it before the function runs, and FastAPI answers with 422. What
# the class says is checked for nothing; what it does not say (how many columns, which numbers) is not checked at all.

# %% [markdown] hints="status_of_text"
# - when "got:      500": Does the question get as far as the model?
# - when "got:      200": What must the innermost elements of `rows` be?
# 1. Compare `"white"` with the class `Question`.

# %% check="status_of_text"
expect.predicted(
    status_of_text, 422, what="The status", hint="Who sees the text first: pydantic or the model?"
)

# %% wrong="status_of_text" message="got:      500"
status_of_text = 500

# %% wrong="status_of_text" message="got:      200"
status_of_text = 200

# %% [markdown]
# ## 7. What a real service needs besides
#
# Our service is real, but it is for one machine. Before you open it to the world:
#
# - **HTTPS.** Everybody on the way can read and change plain HTTP. Put a web server such as nginx or Caddy in front.
# - **Authentication.** Who may ask? Ask for a secret key with each request, and keep the key out of your code.
# - **Limits.** Count requests per minute and client, set a time limit, and keep our limits on rows and bytes.
# - **Several processes**, behind a *load balancer* that asks each for `/health`: a crash must not stop everything.
# - **Monitoring.** Count statuses and times, and let a program ring the alarm, not a person who looks.
# - **Privacy.** Questions can be personal. Store as little as possible, for a short time, and say so.
# - **A test before each change.** A new model can be better on average, and worse for some people.
#
# ### Drift
#
# The world changes, the model does not. This **drift** is special to machine learning, and one kind of it is noticed
# without any labels: the inputs change. Take one number of each question, the mean of its pixels. For the digits of
# the training it is known. Here are the questions of section 6 with the colours exchanged:

# %%
known = digits.train.X.mean(dim=(1, 2, 3))
today = (1 - X[:100]).mean(dim=(1, 2, 3))
distance = (today.mean() - known.mean()) / known.std()
print(f"mean pixel: {known.mean():.2f} in training (deviation {known.std():.2f}), {today.mean():.2f} today")
print(f"today is {distance:.0f} deviations away")
both = torch.cat([X[:4], 1 - X[:4]])
titles = [f"mean {mean:.2f}" for mean in both.mean(dim=(1, 2, 3)).tolist()]
viz.image_sheet(both, titles=titles, columns=4, title="Four questions as in training, and four of today")

# %% proof
assert distance > 5

# %% [markdown]
# One number a question, one comparison an hour: this alarm would have rung. The accuracy could not have told us, as
# nobody sends the true digits along.
#
# **Your turn.** In the training, the mean pixel is 0.13 on average, with a deviation of 0.04. Today it is 0.25 on
# average. How many deviations away is that? Set `deviations`.

# %% try="deviations"
deviations = ...

# %% solution="deviations"
deviations = (0.25 - 0.13) / 0.04

# %% [markdown] solution="deviations"
# Three. For a *mean* of 100 questions that is very far: the mean of $m$ questions varies only by the deviation
# divided by $\sqrt{m}$, here 0.004, so it is 30 of these **standard errors** away. The exercise measures in them.

# %% [markdown] hints="deviations"
# - when "got:      0.12": That is the distance. How many deviations fit into it?
# - when "got:      6.25": The distance between the two means comes first.
# 1. Difference of the means, divided by the deviation of the training.

# %% check="deviations"
expect.close(deviations, 3, what="The number of deviations", rtol=0.01, hint="Distance divided by deviation.")

# %% wrong="deviations" message="got:      0.12"
deviations = 0.25 - 0.13

# %% wrong="deviations" message="got:      6.25"
deviations = 0.25 / 0.04

# %% [markdown]
# **Your turn.** At night, the pictures get *darker*. `rings` compares the mean of today with that of the training, and
# stays silent. Repair it.


# %% try="rings"
def rings(known_mean, deviation, todays_mean):
    return (todays_mean - known_mean) / deviation > 3


# %% solution="rings"
def rings(known_mean, deviation, todays_mean):
    return abs(todays_mean - known_mean) / deviation > 3


# %% [markdown] solution="rings"
# A distance has no sign. And a change that keeps the mean stays unseen: half of the pictures brighter, half darker. So
# one watches more than one number, also of the answers: how often each class is said, and how sure.

# %% [markdown] hints="rings"
# - when "darker": The difference is negative then, and below every limit.
# - when "brighter": Both directions must ring.
# 1. Which function gives a distance without its sign?

# %% check="rings"
expect.equal(
    bool(rings(0.5, 0.1, 0.1)), True, what="the alarm when pictures are darker", hint="Both directions."
)
expect.equal(
    bool(rings(0.5, 0.1, 0.9)), True, what="the alarm when pictures are brighter", hint="Both directions."
)
expect.equal(
    bool(rings(0.5, 0.1, 0.6)), False, what="the alarm after a small change", hint="Above 3 deviations."
)


# %% wrong="rings" message="darker"
def rings(known_mean, deviation, todays_mean):
    return todays_mean > known_mean + 3 * deviation


# %% wrong="rings" message="brighter"
def rings(known_mean, deviation, todays_mean):
    return (known_mean - todays_mean) / deviation > 3


# %% [markdown]
# ## 8. What to do next
#
# You have finished these lessons. Some ways to go on:
#
# - Serve the network of lesson 14 in place of the MLP, and draw the same digits. Which one reads you better?
# - Rotate the test digits by 10, 20, 30 degrees. When does your alarm ring, and when does the accuracy fall?
# - *Starting from a trained network* (transfer learning): replace the last layer of a network that others trained on
#   millions of images. For most tasks of your own this is the first thing to try.
# - Build something small with your own data: a hundred photos, the messages of your club. You learn most where the
#   data is not clean, and nobody knows the answer.
#
# ## Summary
#
# - A checkpoint needs the class; an exported `.pt2` program does not. It is a graph again: defined first, run later.
# - safetensors stops code, not a backdoor: load programs only from people you trust, and know who trained your
#   weights.
# - A service is a process that answers over HTTP: 200 is all right, 4xx is the client's mistake, 5xx its own. It
#   checks shape, type, finite numbers and size before the model sees a question, and says what to do.
# - To replace a model: start the new one, check it, switch, stop the old one. Keep the way back.
# - Drift of the inputs is measured without labels.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | serving | 서빙 | answering other programs with a trained model |
# | export, freeze | 내보내기, 동결 | write a model so that it runs without its code; put trained values into a graph |
# | backdoor | 백도어 | wrong behaviour that a secret mark starts |
# | checksum | 체크섬 | short number that changes when a file changes |
# | HTTP, status | HTTP, 상태 코드 | language of the web; how a request ended |
# | JSON | 제이슨 | text form of numbers, lists and names |
# | port | 포트 | number that tells the services of a machine apart |
# | client, service | 클라이언트, 서비스 | who asks, who answers |
# | validation of input | 입력 검증 | check a question before it is used |
# | rollback | 롤백 | back to the version before |
# | drift | 드리프트 | the inputs change after the training |

# %% [markdown]
# ## Read on
#
# - T. Gu, B. Dolan-Gavitt and S. Garg, *BadNets: identifying vulnerabilities in the machine learning model supply
#   chain*, arXiv 1708.06733 (2017): backdoors, with a yellow square on a stop sign.
# - D. Sculley and others, *Hidden technical debt in machine learning systems*, Advances in Neural Information
#   Processing Systems 28 (2015): how little of a real system is the model.
# - M. Mitchell and others, *Model cards for model reporting*, Conference on Fairness, Accountability, and Transparency
#   (2019): what to write down about a model that you hand out.
# - C. Huyen, *Designing machine learning systems*, O'Reilly (2022): serving, monitoring and drift, in practice.
# - *FastAPI* and *PyTorch: torch.export*, their documentation (read in 2025): the tools of this chapter.
#
# **Open questions**, without a grade:
#
# 1. Your alarm rings at night. Who should do what: the service refuse to answer, answer with a warning, or go on?
# 2. How would you look for a backdoor in a network whose training you have not seen?
#
# **Now you**: [exercise 17](../exercises/17_applications/17_applications.ipynb), about 55 minutes. The
# [map of the course](00_start.ipynb) shows what you have done: all of its first part. **Next**: {{next}}, with which
# the second part begins, for those who want to build larger things.
