# %% [markdown]
# # Exercise 17: from a checkpoint to a service
#
# You bring a network from a checkpoint to a service that other programs can ask: export it, load it, read questions
# that may be wrong in every way, answer them, and notice when the questions change.
#
# **Time**: about 55 minutes. **Points**: 10, half a point for each test.
#
# How to work:
#
# - A cell with a task ends in a line that raises `NotImplementedError`. Write your answer in its place and run the
#   cell. Then run the tests below it, as often as you like.
# - A failed test says what it got, what it expected, and a hint. `hint()` in a cell of your own says more. When the
#   tests of a task pass, `solution("load")` (with the name of the task) explains an answer, and what else would have
#   done.
# - In questions, a comment in the cell lists the names to set. Letters need quotes: `"a"`. Where it says
#   *choose all*, write a list: `["a", "b"]`.
# - Cells with imports and helpers are given and locked. Run them, too. All files go to the folder `runs/`.
#
# Where your work is graded there is no network, not even from the machine to itself. So the tests call your functions,
# as a web server would. The last part shows how to put a real server in front of them.

# %% setup="imports"
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from lessonlib.serving import BadQuestion

torch.set_num_threads(1)  # small tensors: a second thread would only be waited for
Path("runs").mkdir(exist_ok=True)


# %% setup="helpers"
class Network(nn.Module):
    """Linear layers of these sizes, with ReLU and dropout after each but the last. (n, sizes[0]) -> (n, sizes[-1])."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.dropout = nn.Dropout(0.5)

    def forward(self, X):
        for layer in self.layers[:-1]:
            X = self.dropout(torch.relu(layer(X)))
        return self.layers[-1](X)


# %% [markdown]
# ## 1. Export
#
# A training has left a checkpoint, `save_file(tensors, checkpoint)`, with tensors of these names:
#
# - `model/layers.0.weight`, `model/layers.0.bias`, `model/layers.1.weight` and so on: the layers of a `Network`. As
#   always in PyTorch, a weight has the shape (outputs, inputs).
# - `optimizer/...` and `step`: what only a training needs.
#
# Write `export(checkpoint, file, classes)`. It writes a safetensors file that holds
#
# - the tensors of the model, without `model/` in their names, and nothing else;
# - as its metadata two texts in JSON: `sizes`, such as `[4, 8, 3]` (inputs, then the outputs of each layer), and
#   `classes`, the list of class names. (`save_file` takes the metadata, a dictionary of texts, as its third argument.)
#
# When there is not exactly one class name for each output, it raises `ValueError` with both numbers in its message,
# and writes no file.


# %% task="export"
def export(checkpoint, file, classes):
    """Write the network of a checkpoint to `file`, with its sizes and its class names (a list of texts)."""
    ### BEGIN SOLUTION
    saved = load_file(checkpoint)
    prefix = "model/"
    tensors = {name.removeprefix(prefix): saved[name] for name in saved if name.startswith(prefix)}
    shapes = [tensors[f"layers.{k}.weight"].shape for k in range(len(tensors) // 2)]
    sizes = [shapes[0][1], *(outputs for outputs, _ in shapes)]
    if len(classes) != sizes[-1]:
        raise ValueError(f"there are {len(classes)} class names for {sizes[-1]} outputs")
    save_file(tensors, file, {"sizes": json.dumps(sizes), "classes": json.dumps(classes)})
    ### END SOLUTION


# %% [markdown] hints="export"
# - when "the names in the exported file": What does a service need of all that is in a checkpoint?
# - when "cannot be read": A pickle is no safetensors file. Which function writes one?
# - when "12 layers": In the alphabet, 10 comes before 2. Count the layers, and ask for each by its number.
# - when "raises no error": Compare two numbers before you write anything.
# 1. Section 5 of the chapter, *Weights and sizes alone*, has such a file.
# 2. Read all tensors, keep those with the right beginning, and take the sizes from the shapes of the weights.
# 3. A dictionary comprehension with `startswith` and `removeprefix`. The first size is the last number of the first
#    weight's shape; each further size is the first number of a weight's shape. `json.dumps` makes the texts.

# %% [markdown] solution="export"
# The file holds what a service needs and nothing that a training needs: with Adam's memory it would be three times as
# large. The sizes come from the shapes, so they cannot contradict the weights; they are asked for by number, since
# sorted names would put layer 10 before layer 2. The check comes before the writing, so a wrong call leaves nothing
# behind. `safe_open` reads single tensors and does the same; `Path.write_bytes(safetensors.torch.save(...))`, too.

# %% test="export_tensors" points=0.5
# The exported file holds the model's tensors, under their short names, and nothing else.
import secrets
from itertools import pairwise

import numpy as np
from safetensors import numpy as stored

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for sizes in ([4, 8, 3], [2, 5]):
    shapes = {}
    for k, (inputs, outputs) in enumerate(pairwise(sizes)):
        shapes |= {f"layers.{k}.weight": (outputs, inputs), f"layers.{k}.bias": (outputs,)}
    model = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    checkpoint = {f"model/{name}": value for name, value in model.items()} | {"step": np.array(7)}
    checkpoint |= {f"optimizer/exp_avg/{name}": 0 * value for name, value in model.items()}
    folder = f"runs/check_{secrets.token_hex(4)}"
    answer.send_file(f"{folder}/a.ckpt", stored.save(checkpoint))
    classes = [f"class {k}" for k in range(sizes[-1])]
    answer.export(f"{folder}/a.ckpt", f"{folder}/a.safetensors", classes)
    try:
        got = stored.load_file(answer.file(f"{folder}/a.safetensors"))
    except Exception as error:
        expect.that(False, f"The exported file cannot be read as safetensors: {error}")
    advice = "Only names that begin with model/, without this beginning."
    expect.equal(sorted(got), sorted(model), what="the names in the exported file", hint=advice)
    for name, value in model.items():
        expect.close(got[name], value, what=f"{name} in the exported file")

# %% test="export_note" points=0.5
# The metadata of the exported file says the sizes and the classes, in JSON.
import json
import secrets
from itertools import pairwise

import numpy as np
from safetensors import numpy as stored
from safetensors import safe_open

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
cases = [([4, 8, 3], "3 sizes"), ([3, 2], "2 sizes"), ([3, *[2] * 9, 4, 3, 4], "12 layers")]
for sizes, case in cases:
    checkpoint = {"step": np.array(7)}
    for k, (inputs, outputs) in enumerate(pairwise(sizes)):
        checkpoint[f"model/layers.{k}.weight"] = rng.normal(size=(outputs, inputs)).astype(np.float32)
        checkpoint[f"model/layers.{k}.bias"] = rng.normal(size=outputs).astype(np.float32)
    folder = f"runs/check_{secrets.token_hex(4)}"
    answer.send_file(f"{folder}/a.ckpt", stored.save(checkpoint))
    classes = [f"{word} {rng.integers(99)}" for word in ("cat", "dog", "개", "새")[: sizes[-1]]]
    answer.export(f"{folder}/a.ckpt", f"{folder}/a.safetensors", classes)
    try:
        with safe_open(answer.file(f"{folder}/a.safetensors"), "np") as opened:
            note = opened.metadata() or {}
        note = {name: json.loads(note.get(name, "null")) for name in ("sizes", "classes")}
    except Exception as error:
        expect.that(False, f"The metadata of the exported file cannot be read: {error}")
    expect.equal(
        note["sizes"], sizes, what=f"sizes ({case})", hint="Inputs first, then the outputs of each layer."
    )
    expect.equal(note["classes"], classes, what=f"classes ({case})", hint="json.dumps(classes)")

# %% test="export_refuses" points=0.5
# With too few or too many class names, export raises ValueError with both numbers, and writes nothing.
import secrets

import numpy as np
from safetensors import numpy as stored

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
outputs = int(rng.integers(2, 6))
weight = rng.normal(size=(outputs, 3)).astype(np.float32)
folder = f"runs/check_{secrets.token_hex(4)}"
content = stored.save({"model/layers.0.weight": weight, "model/layers.0.bias": weight[:, 0].copy()})
answer.send_file(f"{folder}/a.ckpt", content)
names = [str(k) for k in range(outputs + 1)]
for count in (outputs - 1, outputs + 1):
    file = f"{folder}/{count}.safetensors"
    what = f"export with {count} class names for {outputs} outputs"
    expect.raises(
        lambda file=file, count=count: answer.export(f"{folder}/a.ckpt", file, names[:count]),
        "ValueError",
        rf"(?=.*\b{count}\b).*\b{outputs}\b",
        what=what,
    )
expect.equal(
    answer.files(f"{folder}/*.safetensors"), [], what="the files after a refusal", hint="Check first."
)
answer.export(f"{folder}/a.ckpt", f"{folder}/good.safetensors", names[:outputs])
got = answer.files(f"{folder}/*.safetensors")
expect.equal(len(got), 1, what="the number of files after a right export")

# %% [markdown]
# ## 2. Load
#
# The other program. Write `load(file)` for files of part 1. It returns a `SimpleNamespace` with
#
# - `network`: a `Network` of these sizes with the weights of the file, ready to answer;
# - `classes`: the list of class names;
# - `version`: the first 12 characters of the SHA-256 checksum of the file's content, as
#   `hashlib.sha256(content).hexdigest()` gives it.


# %% task="load"
def load(file):
    """The exported network with what a service says about it: network, classes, version."""
    ### BEGIN SOLUTION
    with safe_open(file, "pt") as opened:
        note = opened.metadata()
    network = Network(json.loads(note["sizes"]))
    network.load_state_dict(load_file(file))
    return SimpleNamespace(
        network=network.eval(),
        classes=json.loads(note["classes"]),
        version=hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12],
    )
    ### END SOLUTION


# %% [markdown] hints="load"
# - when "with a hidden layer": Two answers to one question should not differ. What is random in this network, and how
#   is it switched off?
# - when "without a hidden layer": Are the weights of the file in the network?
# - when "version": It is a checksum of the content of the file, not of its name.
# 1. Section 5 of the chapter, and part 1 for the form of the file.
# 2. The sizes make the network, the tensors fill it. Then it must know that it is not in a training any more.
# 3. What `safe_open(file, "pt")` opens, in a `with`, has a method `metadata()`; `load_state_dict` takes what
#    `load_file` gives. The content of a file is `Path(file).read_bytes()`.

# %% [markdown] solution="load"
# The note makes the network, the tensors fill it. `eval()` is the line that is easily forgotten: a network begins in
# training mode, in which dropout draws anew for each question, and a service would answer the same question twice
# differently. The version depends on the content alone, so a renamed file keeps its version and a new training gets a
# new one. `torch.inference_mode` does not replace `eval()`: it switches off gradients, not dropout.

# %% test="load_answers" points=0.5
# The loaded network gives the scores of the weights in the file, each time the same, and knows its classes.
import json
import secrets
from itertools import pairwise

import numpy as np
import torch
from safetensors import numpy as stored

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
cases = [
    ([4, 3], "without a hidden layer", "Are the weights of the file in the network?"),
    ([3, 40, 30, 2], "with a hidden layer", "Dropout is for the training only."),
]
for sizes, case, advice in cases:
    tensors, X = {}, rng.normal(size=(6, sizes[0])).astype(np.float32)
    want = X
    for k, (inputs, outputs) in enumerate(pairwise(sizes)):
        weight, bias = rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
        tensors |= {
            f"layers.{k}.weight": weight.astype(np.float32),
            f"layers.{k}.bias": bias.astype(np.float32),
        }
        want = (np.maximum(want, 0) if k else want) @ weight.T + bias
    classes = [f"class {rng.integers(1000)}" for _ in range(sizes[-1])]
    file = f"runs/check_{secrets.token_hex(4)}/a.safetensors"
    answer.send_file(file, stored.save(tensors, {"sizes": json.dumps(sizes), "classes": json.dumps(classes)}))
    served = answer.load(file)
    for _ in range(2):
        got = served.network(torch.tensor(X))
        expect.close(got, want, what=f"the scores of a network {case}", rtol=1e-3, atol=1e-3, hint=advice)
    expect.equal(served.classes, classes, what=f"the classes of a network {case}")

# %% test="load_version" points=0.5
# The version is made of the file's content: another file has another one, another name has not.
import hashlib
import json
import secrets

import numpy as np
from safetensors import numpy as stored

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
note = {"sizes": json.dumps([2, 1]), "classes": json.dumps(["yes"])}
for _ in range(2):
    weight = rng.normal(size=(1, 2)).astype(np.float32)
    content = stored.save({"layers.0.weight": weight, "layers.0.bias": weight[:, 0].copy()}, note)
    want = hashlib.sha256(content).hexdigest()[:12]
    for name in ("first", "second"):
        file = f"runs/check_{secrets.token_hex(4)}/{name}.safetensors"
        answer.send_file(file, content)
        got = answer.load(file).version
        expect.equal(got, want, what="the version of a file", hint="The beginning of the content's SHA-256.")

# %% [markdown]
# ## 3. Bad questions
#
# A question is the body of an HTTP request, `bytes`. A good one is a JSON object such as
# `{"rows": [[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]]}`: 1 to `most` rows of `width` numbers each. It may have
# other names beside `rows`.
#
# Write `read_rows(body, width, most)`. It returns the rows as a tensor, `float32` of shape (n, width). For anything
# else it raises `BadQuestion(status, message)`, an error of `lessonlib.serving` with the HTTP status and what to tell
# the client:
#
# | what is wrong | status | the message contains |
# | --- | --- | --- |
# | the body is not JSON | 400 | |
# | not an object, no `rows`, `rows` is not a list, or an empty list | 422 | `rows` |
# | more than `most` rows | 413 | the number `most` |
# | a row is not a list of `width` elements | 422 | its place, such as `rows[1]`, and the number `width` |
# | an element is not a number, not finite, or too large for float32 | 422 | its place, such as `rows[1][3]` |
#
# In JSON, `true` and `"3"` are no numbers. Python's `json.loads` reads `NaN`, `Infinity` and `1e999`, too. The largest
# float32 is `torch.finfo(torch.float32).max`. No question may end in another error: a service does not know who asks.


# %% task="read_rows"
def read_rows(body, width, most):
    """The rows of a question, float32 (n, width). Raises BadQuestion for a body that is not a good question."""
    ### BEGIN SOLUTION
    try:
        question = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadQuestion(400, f"the body is not JSON: {error}") from None
    rows = question.get("rows") if isinstance(question, dict) else None
    if not isinstance(rows, list) or not rows:
        raise BadQuestion(422, 'expected a JSON object {"rows": [...]} with one row or more')
    if len(rows) > most:
        raise BadQuestion(413, f"{len(rows)} rows, expected at most {most}: ask several times")
    largest = torch.finfo(torch.float32).max
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            raise BadQuestion(422, f"rows[{i}] is not a list of {width} numbers")
        for k, value in enumerate(row):
            # `abs(value) <= largest` is also False for NaN
            if type(value) not in (int, float) or not abs(value) <= largest:
                raise BadQuestion(422, f"rows[{i}][{k}] is not a finite number that fits into float32")
    return torch.tensor(rows, dtype=torch.float32)
    ### END SOLUTION


# %% [markdown] hints="read_rows"
# - when "a body that is not JSON": Which errors can `json.loads` raise? For a list in a list in a list, a hundred
#   thousand times, it is not a `ValueError`.
# - when "a JSON text": A JSON text need not be an object. Look at its type before you ask for `rows`.
# - when "the last row": You look at some of the rows. Any of them may be bad.
# - when "true in place of a number": In Python, `True` is an `int`. For a client it is a mistake.
# - when "NaN in place of a number": NaN is neither smaller nor larger than anything, so both comparisons with it are
#   False. Which one do you ask?
# - when "1e39 in place of a number": It is finite for Python, and infinite as float32.
# 1. *Bad questions* in section 6 of the chapter.
# 2. From outside to inside: the JSON, the object, the list, its length, each row, each element. Raise at the first
#    thing that is wrong, and number rows and elements with `enumerate`.
# 3. `except (ValueError, RecursionError)` around `json.loads`. For an element: the exact type is one of two, and its
#    absolute value is at most the largest float32.

# %% [markdown] solution="read_rows"
# From outside to inside, and each check may rely on the ones before. Three traps: `isinstance(True, int)` is True, so
# the exact type is asked for; every comparison with NaN is False, so the comparison must be the one that a *good*
# number passes; and deeply nested brackets make `json.loads` raise `RecursionError`, which is no `ValueError`. A
# schema library such as pydantic does the same in a few lines, as in the chapter. `np.isfinite` on a float32 array
# catches both NaN and numbers that are too large, but only once the types are known to be right.

# %% test="rows_good" points=0.5
# A good question comes back as a float32 tensor of the same numbers.
import json

import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
for n, width, most in ((1, 4, 1), (3, 2, 5), (7, 1, 7)):
    X = rng.normal(size=(n, width)).round(3)
    for body in (json.dumps({"rows": X.tolist()}), json.dumps({"id": 7, "rows": X.tolist()}, indent=1)):
        got = answer.read_rows(body.encode(), width, most)
        expect.close(got, X, what=f"the rows of a question with {n} rows of {width} (at most {most})")
        expect.equal(str(np.asarray(got).dtype), "float32", what="the dtype of the rows")
largest = float(np.finfo(np.float32).max)
for row in ([1, -2.5, largest, -largest], [3, 0, -7, 10**20]):
    got = answer.read_rows(json.dumps({"rows": [row]}).encode(), 4, 1)
    expect.close(got, np.array([row], dtype=float), what=f"the rows of the question with {row}")
    expect.equal(str(np.asarray(got).dtype), "float32", what=f"the dtype of the rows with {row}")

# %% test="rows_form" points=0.5
# What is not JSON gets 400, what has no rows 422, and too many rows 413.
import json

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
most = int(rng.integers(3, 9))
rows = rng.normal(size=(most + 1, 2)).tolist()
good = json.dumps({"rows": rows[:most]}).encode()
expect.close(answer.read_rows(good, 2, most), rows[:most], what=f"{most} rows (at most {most})")

bodies = [b"seven, please", good[:-1], b""]
texts = [b'{"row": [[1, 2]]}', b'{"rows": {"0": [1, 2]}}', b'{"rows": []}', b'{"rows": 7}', b"[[1, 2]]"]
### BEGIN HIDDEN TESTS
bodies += [b"\xff", b"[" * 100_000]
texts += [b"7", b"null", b'"rows"', b'{"rows": null}', b'{"rows": "rows"}']
### END HIDDEN TESTS
cases = [(body, "^400: ", "a body that is not JSON") for body in bodies]
cases += [(body, "^422: .*rows", "a JSON text without a list of rows") for body in texts]
cases += [(json.dumps({"rows": rows}).encode(), rf"^413: .*\b{most}\b", f"{most + 1} rows")]
for body, match, what in cases:
    shown = body[:30] + (b"..." if len(body) > 30 else b"")
    call = f"read_rows({shown!r}, 2, {most}), {what},"
    expect.raises(lambda body=body: answer.read_rows(body, 2, most), "BadQuestion", match, what=call)

# %% test="rows_shape" points=0.5
# A row that is not a list of the right length gets 422, and the message says which.
import json

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
width = int(rng.integers(4, 9))
rows = rng.normal(size=(3, width)).tolist()
good = json.dumps({"rows": rows}).encode()
expect.close(answer.read_rows(good, width, 20), rows, what=f"three rows of {width} numbers")
wrong = {
    "a row that is too short": rows[0][:-1],
    "a row that is too long": [*rows[0], 1.5],
    "a number in place of a row": 7,
    "null in place of a row": None,
    "a text in place of a row": "x" * width,
    "an object in place of a row": {str(k): k for k in range(width)},
    "an empty row": [],
}
for place, name in ((0, "the first row"), (2, "the last row")):
    for what, row in wrong.items():
        bad = [*rows]
        bad[place] = row
        body = json.dumps({"rows": bad}).encode()
        match = rf"^422: (?=.*rows\[{place}\](?!\[)).*\b{width}\b"
        what = f"The call with {what} ({name})"
        expect.raises(lambda body=body: answer.read_rows(body, width, 20), "BadQuestion", match, what=what)

# %% test="rows_numbers" points=0.5
# What is not a finite number of float32 gets 422, and the message says where it stands.
import json

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
rows = rng.normal(size=(3, 4)).tolist()
good = json.dumps({"rows": rows}).encode()
expect.close(answer.read_rows(good, 4, 20), rows, what="three rows of four numbers")
wrong = ["NaN", "Infinity", '"3"', "true", "null", "[1.5]", "1e39"]
### BEGIN HIDDEN TESTS
wrong += ["-Infinity", "1e999", "false", "{}", "-1e39", "1" + "0" * 400, '""', "3.5e38"]
### END HIDDEN TESTS
for value in wrong:
    for i, k in ((0, 0), (2, 3), (1, 2)):
        texts = [[f"{number}" for number in row] for row in rows]
        texts[i][k] = value
        body = '{"rows": [' + ", ".join(f"[{', '.join(row)}]" for row in texts) + "]}"
        what = f"The call with {value[:20]} in place of a number, at rows[{i}][{k}],"
        match = rf"^422: .*rows\[{i}\]\[{k}\]"
        expect.raises(
            lambda body=body: answer.read_rows(body.encode(), 4, 20), "BadQuestion", match, what=what
        )

# %% [markdown]
# ## 4. Too large
#
# A body of a gigabyte must be refused *before* it is read. The client says its size in advance, in the header
# `Content-Length`; a client can lie or forget.
#
# Write `read_body(headers, stream, most)`. `headers` is a dictionary of texts, `stream` has a method `read(n)` that
# gives at most the next n bytes. It returns the body: exactly as many bytes as the header says, and not one byte more
# (the next request follows in the same stream). It raises `BadQuestion`:
#
# - 411 when there is no `Content-Length`;
# - 400 when it is not a whole number from 0;
# - 413 when it is larger than `most`: nothing is read then;
# - 400 when the stream ends before the body does.


# %% task="read_body"
def read_body(headers, stream, most):
    """The body of a request, bytes. Raises BadQuestion when its size is not said, wrong, or above `most`."""
    ### BEGIN SOLUTION
    if "Content-Length" not in headers:
        raise BadQuestion(411, "the request has no Content-Length")
    try:
        length = int(headers["Content-Length"])
    except ValueError:
        length = -1
    if length < 0:
        raise BadQuestion(400, "the Content-Length is not a whole number from 0")
    if length > most:
        raise BadQuestion(413, f"the body has {length} bytes, expected at most {most}")
    body = stream.read(length)
    if len(body) < length:
        raise BadQuestion(400, f"the body ends after {len(body)} bytes, expected {length}")
    return body
    ### END SOLUTION


# %% [markdown] hints="read_body"
# - when "bytes read": Which comes first, the comparison or the reading?
# - when "ends too early": Compare what you got with what was promised.
# - when "Content-Length '-5'": `int` reads this text without an error, and `read` with a negative number reads
#   everything.
# - when "bytes left in the stream": Read as many bytes as the header says.
# 1. *Bad questions* in section 6 of the chapter: 30 megabytes.
# 2. Four checks: is there a header, is it a number, is the number small enough, did all bytes come. The reading stands
#    between the third and the fourth.
# 3. `in` for the header, `int` in a `try` and a comparison with 0 for its text, one with `most` before `stream.read`,
#    and `len` of what came.

# %% [markdown] solution="read_body"
# The order is the point: what is too large is refused before a byte of it is read, so no client can fill the memory. A
# negative length is the trap: `int("-5")` works, and `read(-5)` reads until the end of the stream. So
# the number is compared with 0, too; `isdecimal` would refuse signs and points at once. Reading exactly that many
# bytes matters because the next request of the same client follows in the same stream.

# %% test="body_good" points=0.5
# A body within the limit is read whole, and not a byte of the next request.
import secrets

from lessonlib.check import answer, expect


def stream(content):
    import io

    return io.BytesIO(content)


for size, most in ((40, 100), (64, 64), (0, 10), (1, 1)):
    body = secrets.token_bytes(size)
    sent = answer.send(stream)(body + b"POST /next")
    got = answer.read_body({"Host": "here", "Content-Length": str(size)}, sent, most)
    expect.that(got == body, f"read_body does not return the body of {size} bytes (limit {most}).")
    expect.equal(sent.read(), b"POST /next", what="the bytes left in the stream", hint="The next request.")

# %% test="body_refused" points=0.5
# A body without a size, with a wrong size, or above the limit is refused; what is too large is not read.
import secrets

from lessonlib.check import answer, expect


def stream(content):
    import io

    return io.BytesIO(content)


body = secrets.token_bytes(50)
got = answer.read_body({"Content-Length": "50"}, answer.send(stream)(body), 50)
expect.that(got == body, "read_body does not return the body of 50 bytes (limit 50).")
cases = [
    ({}, 411, "no Content-Length"),
    ({"Content-Length": "-5"}, 400, "the Content-Length '-5'"),
    ({"Content-Length": "many"}, 400, "the Content-Length 'many'"),
    ({"Content-Length": "51"}, 413, "a body of 51 bytes (limit 50)"),
    ({"Content-Length": "50"}, 400, "a body that ends too early"),
]
### BEGIN HIDDEN TESTS
cases += [
    ({"Content-Length": text}, 400, f"the Content-Length {text!r}") for text in ("", "1.5", "4e1", "0x10")
]
cases += [({"Content-Length": "1000000000000"}, 413, "a body of a terabyte (limit 50)")]
### END HIDDEN TESTS
for headers, status, what in cases:
    sent = answer.send(stream)(body[:49] if "early" in what else body + b"!")
    match = f"^{status}: "
    expect.raises(
        lambda headers=headers, sent=sent: answer.read_body(headers, sent, 50),
        "BadQuestion",
        match,
        what=f"read_body with {what}",
    )
    if status == 413:
        left = len(sent.read())
        expect.equal(
            51 - left, 0, what=f"the number of bytes read of {what}", hint="Compare first, then read."
        )

# %% [markdown]
# ## 5. Answer
#
# Write `predict(served, rows)`: `served` is what `load` returns, `rows` a tensor (n, width) that `read_rows`
# returned. The result becomes JSON, so it is made of Python's own lists, texts and numbers:
#
# - `"version"`: the version of the model;
# - `"classes"`: for each row the name of its most likely class;
# - `"probabilities"`: for each row the list of the probabilities of all classes.
#
# Rows of huge numbers can make infinities inside the network, and so NaN in the probabilities, which is no JSON. Then
# raise `BadQuestion` with status 422.


# %% task="predict"
def predict(served, rows):
    """What the service answers to these rows: a dictionary that can be written as JSON."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        shares = torch.softmax(served.network(rows), dim=1)  # (n, classes)
    if not shares.isfinite().all():
        raise BadQuestion(422, "the network cannot compute with numbers as large as these rows have")
    return {
        "version": served.version,
        "classes": [served.classes[k] for k in shares.argmax(dim=1).tolist()],
        "probabilities": shares.tolist(),
    }
    ### END SOLUTION


# %% [markdown] hints="predict"
# - when "not JSON serializable": A tensor has a method that gives Python's own numbers, in lists.
# - when "probabilities of": The network returns scores. What makes probabilities of them, and along which axis?
# - when "huge numbers": Look at the probabilities before you return them: is each of them finite?
# 1. Section 6 of the chapter, *Ask*, shows such an answer.
# 2. Scores, softmax along the classes, then the place of the largest number of each row, and its name.
# 3. `torch.softmax(..., dim=1)`, `argmax(dim=1)`, and `tolist()` for both. `isfinite().all()` says whether all is
#    well.

# %% [markdown] solution="predict"
# Softmax runs along the classes, so each row adds up to 1. `tolist` turns tensors into what JSON knows; a dictionary
# with a tensor in it fails only when it is written, far from its cause. The check for NaN belongs here: each number
# of the question was finite, but products of large numbers are not. Python would write `NaN` into the answer without
# a word, and a browser could not read it.

# %% test="predict_values" points=0.5
# predict gives version, names and probabilities, and all of it can be written as JSON.
import json

import numpy as np
import torch

from lessonlib.check import answer, expect, fresh


def linear(weight, bias):
    import torch

    layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(torch.as_tensor(weight))
        layer.bias.copy_(torch.as_tensor(bias))
    return layer


def as_json(predict, served, rows):
    import json

    return json.dumps(predict(served, rows), allow_nan=False)


rng = fresh.rng()
for n, width, count in ((5, 3, 4), (1, 2, 2), (3, 2, 3)):
    weight, bias, X = rng.normal(size=(count, width)), rng.normal(size=count), rng.normal(size=(n, width))
    weight, bias, X = (array.astype(np.float32) for array in (weight, bias, X))
    classes = [f"class {k} of {rng.integers(1000)}" for k in range(count)]
    version = f"{rng.integers(10**9)}"
    network = answer.send(linear)(weight, bias)
    served = answer.SimpleNamespace(network=network, classes=classes, version=version)
    text = answer.send(as_json)(answer.predict, served, torch.tensor(X))
    got = json.loads(text)
    expect.that(isinstance(got, dict), "predict does not return a dictionary.")
    scores = X @ weight.T + bias
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    what = f"the probabilities of {n} rows"
    expect.close(got.get("probabilities"), shares, what=what, rtol=1e-3, atol=1e-4, hint="Softmax.")
    names = [classes[k] for k in shares.argmax(axis=1)]
    expect.equal(got.get("classes"), names, what=f"the classes of {n} rows", hint="The name, not the number.")
    expect.equal(got.get("version"), version, what="the version in the answer")

# %% test="predict_finite" points=0.5
# Where the probabilities are not finite, predict refuses with 422, and answers the next question.
import numpy as np
import torch

from lessonlib.check import answer, expect, fresh


def linear(weight):
    import torch

    layer = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.as_tensor(weight))
    return layer


rng = fresh.rng()
weight = rng.uniform(20, 30, size=(3, 2)).astype(np.float32)
network = answer.send(linear)(weight)
served = answer.SimpleNamespace(network=network, classes=["a", "b", "c"], version="1")
rows = torch.tensor([[1.0, 2.0], [3e38, 3e38]])
expect.raises(lambda: answer.predict(served, rows), "BadQuestion", "^422: ", what="predict with huge numbers")
good = answer.predict(served, rows[:1])
scores = weight @ np.array([1.0, 2.0])
shares = np.exp(scores - scores.max())
shares /= shares.sum()
expect.close(good["probabilities"], shares[None], what="the probabilities of one row", rtol=1e-3, atol=1e-4)

# %% [markdown]
# ## 6. The service
#
# Write `respond(service, method, path, body)`. It returns a pair: the status and a dictionary, which becomes JSON.
# `service` has `version`, a function `predict(body)` that returns a dictionary or raises, and the list `log`.
#
# - `GET /health`: status 200 and `{"status": "ok", "version": ...}`.
# - `POST /predict`: status 200 and what `service.predict(body)` returns.
# - Another path: 404. One of these paths with another method: 405.
# - `service.predict` raises `BadQuestion`: its status.
# - It raises any other `Exception`: 500. This is the service's own mistake, and the client learns nothing of its
#   inside: the text of the exception goes to the end of `service.log`, and is *not* in the answer.
#
# In all bad cases the dictionary is `{"error": message}`, with a message that is not empty; for a `BadQuestion` it is
# its message.


# %% task="respond"
def respond(service, method, path, body):
    """The status and the content (a dictionary) with which the service answers a request."""
    ### BEGIN SOLUTION
    methods = {"/health": "GET", "/predict": "POST"}
    if path not in methods:
        return 404, {"error": f"there is no {path} here, only GET /health and POST /predict"}
    if method != methods[path]:
        return 405, {"error": f"{path} takes {methods[path]}, not {method}"}
    if path == "/health":
        return 200, {"status": "ok", "version": service.version}
    try:
        return 200, service.predict(body)
    except BadQuestion as bad:
        return bad.status, {"error": bad.message}
    except Exception as error:
        service.log.append(f"{type(error).__name__}: {error}")
        return 500, {"error": "the service made a mistake, not you; it has been noted"}
    ### END SOLUTION


# %% [markdown] hints="respond"
# - when "GET /predict": The path is right and the method is not. Which status is that?
# - when "a bad question": `BadQuestion` is an `Exception`, too. Which `except` comes first?
# - when "the inside of the service": A stack trace, or the text of an error, tells an attacker how the service is
#   made.
# - when "The log": Whoever repairs the service needs the text that the client must not see.
# 1. The tables of statuses in section 6 of the chapter, and *How is it made?*
# 2. First path and method, which need no `try`. Then one `try` with two `except`, the special one before the general
#    one.
# 3. The `except` for `BadQuestion` returns the status and the message of the error that it caught; the one for
#    `Exception` appends a text with the error in it to the log, and returns 500.

# %% [markdown] solution="respond"
# Path and method are looked up in one dictionary, so that a new path is one line. Of the two `except`, the special one
# comes first, else a bad question would be told as the service's own mistake. 4xx and 500 differ in who must act: the
# client, or us. So the text of a `BadQuestion` is for the client, and that of any other error is for the log: it may
# hold paths, names or data. `match method, path:` is another good form; `traceback.format_exc()` in the log says more.

# %% test="respond_good" points=0.5
# GET /health and POST /predict are answered with 200, other paths with 404, other methods with 405.
import secrets

from lessonlib.check import answer, expect


def echo(body):
    return {"length": len(body), "body": body.decode()}


version, body = secrets.token_hex(6), secrets.token_hex(20)
service = answer.SimpleNamespace(version=version, predict=answer.send(echo), log=answer.send([]))
got = answer.respond(service, "GET", "/health", b"")
expect.equal(got, [200, {"status": "ok", "version": version}], what="the answer to GET /health")
got = answer.respond(service, "POST", "/predict", body.encode())
want = [200, {"length": len(body), "body": body}]
expect.equal(got, want, what="the answer to POST /predict", hint="What service.predict(body) returns.")
cases = [
    ("GET", "/", 404),
    ("POST", "/predict/more", 404),
    ("GET", "/predict", 405),
    ("POST", "/health", 405),
]
### BEGIN HIDDEN TESTS
cases += [("DELETE", "/predict", 405), ("DELETE", "/models", 404), ("PUT", "/health", 405)]
### END HIDDEN TESTS
for method, path, status in cases:
    got = answer.respond(service, method, path, b"")
    expect.that(isinstance(got, list) and len(got) == 2, "respond does not return a pair.")
    expect.equal(got[0], status, what=f"the status of {method} {path}")
    right = isinstance(got[1], dict) and list(got[1]) == ["error"] and bool(got[1]["error"])
    expect.that(right, f'The content of the answer to {method} {path} is not {{"error": message}}.')

# %% test="respond_bad_question" points=0.5
# A bad question is answered with its own status and message.
import secrets

from lessonlib.check import answer, expect


def failing(status, message):
    from lessonlib.serving import BadQuestion

    def predict(body):
        if body:
            raise BadQuestion(status, message)
        return {"rows": 0}

    return predict


for status in (400, 413, 422):
    message = f"rows[{secrets.randbelow(100)}] is not a list of {secrets.randbelow(100)} numbers"
    fails = answer.send(failing)(status, message)
    service = answer.SimpleNamespace(version="1", predict=fails, log=answer.send([]))
    got = answer.respond(service, "POST", "/predict", b"?")
    what = f"the answer to a bad question ({status})"
    expect.equal(got, [status, {"error": message}], what=what, hint="Its status and its message.")
    got = answer.respond(service, "POST", "/predict", b"")
    expect.equal(got, [200, {"rows": 0}], what="the answer to the next question")

# %% test="respond_crash" points=0.5
# Any other error is answered with 500; the client sees nothing of it, and the log has its text.
import secrets

from lessonlib.check import answer, expect


def crashing(kind, secret):
    def predict(body):
        raise {"KeyError": KeyError, "RuntimeError": RuntimeError, "ValueError": ValueError}[kind](secret)

    return predict


log = answer.send(["started"])
secret_texts = []
for kind in ("RuntimeError", "KeyError", "ValueError"):
    secret = f"cannot read /home/{secrets.token_hex(6)}"
    fails = answer.send(crashing)(kind, secret)
    service = answer.SimpleNamespace(version="1", predict=fails, log=log)
    got = answer.respond(service, "POST", "/predict", b"?")
    expect.that(isinstance(got, list) and len(got) == 2, "respond does not return a pair.")
    status, content = got
    expect.equal(
        status, 500, what=f"the status when predict raises {kind}", hint="The service's own mistake."
    )
    right = isinstance(content, dict) and list(content) == ["error"] and bool(content["error"])
    expect.that(right, f'The content of the answer when predict raises {kind} is not {{"error": message}}.')
    hidden = secret not in str(content) and "Traceback" not in str(content)
    expect.that(hidden, "The answer shows the inside of the service.", hint="Tell the log, not the client.")
    secret_texts.append(secret)
lines = log.copy()
expect.that(isinstance(lines, list), "The log is not a list any more.")
noted = len(lines) > 3 and lines[0] == "started"
expect.that(noted, "The log does not have one more line for each error.", hint="service.log.append(...)")
noted = all(any(secret in str(line) for line in lines[1:]) for secret in secret_texts)
expect.that(noted, "The text of an error is not in the log.", hint="service.log.append(...)")

# %% [markdown]
# ## 7. Drift
#
# The questions change, and nobody sends the true answers along. Compare the inputs of today with those of the
# training, column by column.
#
# Write `drift(known, today)` for arrays (n, d), the training's inputs, and (m, d), the questions of today. For each
# of the d columns it returns how many **standard errors** the mean of today lies from the mean of the training:
#
# $$\frac{|\text{mean of today} - \text{mean of known}|}{s / \sqrt{m}}$$
#
# where $s$ is the standard deviation of the column in `known` (NumPy's `std`) and $m$ the number of rows of today. So
# few questions ring no alarm, and many with a small change do. A column that never changes in `known` ($s = 0$, such
# as a corner pixel of a digit) gets 0 if the mean of today is the same, and otherwise `inf`.
#
# Write also `alarms(known, today, limit)`: the list of the columns (numbers from 0, in order) whose drift is above
# `limit`.


# %% task="drift"
def drift(known, today):
    """How far each column's mean has moved, in standard errors: (n, d) and (m, d) -> (d,), with inf where s is 0."""
    ### BEGIN SOLUTION
    distance = np.abs(today.mean(axis=0) - known.mean(axis=0))
    error = known.std(axis=0) / np.sqrt(len(today))
    scores = np.where(distance > 0, np.inf, 0.0)
    return np.divide(distance, error, out=scores, where=error > 0)
    ### END SOLUTION


def alarms(known, today, limit):
    """The columns of today, (m, d), that have drifted from those of known, (n, d), by more than `limit`."""
    ### BEGIN SOLUTION
    return [k for k, score in enumerate(drift(known, today)) if score > limit]
    ### END SOLUTION


# %% [markdown] hints="drift"
# - when "1 row of today": Two things to look at. The deviation is that of the training, because one row has none; and
#   a distance has no sign.
# - when "9 rows of today": The mean of many rows varies less than one row. By what do you divide s?
# - when "constant in": 0 / 0 is NaN. Decide these columns with `np.where`.
# - when "the alarms": A number of the list is a place of a column, counted from 0.
# 1. *Drift* in section 7 of the chapter, which divides by the deviation alone.
# 2. Two means along the rows, the deviation of the training, the root of the number of rows of today. Columns with
#    deviation 0 are a case of their own.
# 3. `axis=0` in each. `np.divide(a, b, out=..., where=b > 0)` leaves the rest of `out` as it was: put there 0 or
#    `np.inf` before. `enumerate` numbers the columns.

# %% [markdown] solution="drift"
# The mean of m questions varies by $s / \sqrt{m}$, so one unusual question is no alarm, and a thousand that are all a
# little brighter are one. A column that never changed in the training has no deviation to measure with: any change
# there is news, no change is none, and 0 / 0 must not become NaN, which is above no limit and would be silent for
# ever. The absolute value matters, too: darker is as much a change as brighter. `np.nonzero(drift(...) >
# limit)[0].tolist()` is the same list; a test such as Kolmogorov and Smirnov's would also see a change that keeps the
# mean.

# %% test="drift_scores" points=0.5
# drift measures in standard errors, in both directions, for few rows and for many.
import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
known = rng.normal(size=(200, 4)) * [1, 2, 0.5, 3] + [0, 1, -1, 5]
for m in (1, 9, 100):
    today = rng.normal(size=(m, 4)) + np.array([0.5, -9, 0, 4])
    want = np.abs(today.mean(axis=0) - known.mean(axis=0)) * np.sqrt(m) / known.std(axis=0)
    what = f"the drift of 4 columns with {m} row{'s' if m > 1 else ''} of today"
    got = answer.drift(known, today)
    expect.close(got, want, what=what, rtol=1e-4, atol=1e-4, hint="s / sqrt(m), with s of `known`.")

# %% test="drift_alarms" points=0.5
# Constant columns get 0 or infinity, and alarms lists the columns above the limit.
from itertools import pairwise

import numpy as np

from lessonlib.check import answer, expect, fresh

rng = fresh.rng()
known = np.concatenate([rng.normal(size=(80, 3)), np.ones((80, 1)), np.zeros((80, 2))], axis=1)
order = rng.permutation(6)
for changed in (0.0, -1.0):
    today = np.concatenate(
        [rng.normal(size=(16, 3)) + np.array([3, 0, -6]), np.ones((16, 1)), np.zeros((16, 2))], axis=1
    )
    today[3, 5] += changed
    want = np.zeros(6)
    want[:3] = np.abs(today.mean(axis=0) - known.mean(axis=0))[:3] / (known[:, :3].std(axis=0) / 4)
    want[5] = np.inf if changed else 0.0
    want = want[order]
    got = answer.drift(known[:, order], today[:, order])
    expect.shape(got, (6,), what="the drift of six columns, three of them constant in `known`,")
    right = np.array_equal(np.asarray(got, dtype=float)[order > 2], want[order > 2])
    expect.that(
        right, "The drift of columns that are constant in `known` is not right.", hint="0, or np.inf."
    )
    levels = np.sort(want[np.isfinite(want)])
    for limit in (0.0, *(float(low + high) / 2 for low, high in pairwise(levels[2:]))):
        columns = [k for k in range(6) if want[k] > limit]
        got = answer.alarms(known[:, order], today[:, order], limit)
        expect.equal(got, columns, what="the alarms", hint="A list of whole numbers, in order.")

# %% [markdown]
# ## 8. What happens, and why?
#
# `q8_file`: A stranger sends you a classifier as a safetensors file. It is right for 99% of your test images. What do
# you know?
#
# - a. It holds no hidden behaviour, because safetensors holds only numbers.
# - b. Loading it ran no code of the stranger. What it does on other images you do not know.
# - c. It is as safe as if you had trained it, since you have tested it.
# - d. Nothing: loading any file of weights runs code.
#
# `q8_status`: Your service gets a good question, and its own disk is full, so that it cannot answer. Which status?
#
# - a. 200, with an excuse
# - b. 400
# - c. 500 or another one from 500 to 599
# - d. 404
#
# `q8_labels`: *Choose all* that can be noticed **without** any true answers.
#
# - a. The images have become darker.
# - b. The accuracy has fallen from 97% to 90%.
# - c. Twice as many answers as last month are "7".
# - d. The inputs look as before, but what was spam is wanted now.
#
# `q8_alarms`: Your `alarms` watches 784 pixels with limit 3, once an hour. Nothing has changed. If each pixel's mean
# is normally distributed, it is more than 3 standard errors away in 0.27% of all hours. How many alarms does an hour
# have, on average?
#
# - a. none
# - b. about 2
# - c. about 40
# - d. about 200

# %% task="questions"
# Make the names q8_file, q8_status and q8_alarms (letters), and q8_labels (a list of letters).
### BEGIN SOLUTION
q8_file = "b"
q8_status = "c"
q8_labels = ["a", "c"]
q8_alarms = "b"
### END SOLUTION

# %% [markdown] hints="questions"
# - when "q8_file": Two questions: what runs when a file is loaded, and what was learned from which data?
# - when "q8_labels": For which of them do you have to know what would have been right?
# 1. Sections 5, 6 and 7 of the chapter.
# 2. The first digit of a status says who must change something. An accuracy is made of answers *and* true answers.
# 3. Numbers cannot run, but they can have been trained to do harm. 0.27% of 1,000 is 2.7.

# %% [markdown] solution="questions"
# A file format decides what *loading* does; what a network does was decided by whoever trained it. Statuses from 500
# are the service's own mistakes. Inputs and answers are seen without labels, so what shows in them can be watched;
# accuracy, and a changed meaning of the same inputs, cannot. And many alarms that each ring seldom ring often
# together.

# %% test="question_trust" points=0.5
# What a file format promises, and whose mistake a status tells.
from lessonlib.check import answer, expect

advice = "What does loading do, and who decided how the network behaves?"
expect.sealed(answer.q8_file, "17_file", "fa186b622d790b68", what="q8_file", options="abcd", hint=advice)
advice = "Who must change something: the client or the service?"
expect.sealed(
    answer.q8_status, "17_status", "36967622ce12b4ee", what="q8_status", options="abcd", hint=advice
)

# %% [markdown] why="17_file" answer="b"
# `b`: safetensors stops code, not a backdoor. `a` and `c` take a test on ordinary images for a proof about all
# images; a secret mark does not occur in them. `d` is true of pickles only.

# %% [markdown] why="17_status" answer="c"
# `c`: the client did nothing wrong and may try again later; 503 or 507 would say more. `b` and `d` would send it to
# look for a mistake of its own, and `a` lies to every program that only looks at the status.

# %% test="question_drift" points=0.5
# What can be noticed without labels, and how often 784 alarms ring.
from lessonlib.check import answer, expect

advice = "Two of the four need true answers."
expect.sealed(
    answer.q8_labels, "17_labels", "1291406d0bf1b4a1", what="q8_labels", options="abcd", hint=advice
)
advice = "784 times 0.27%."
expect.sealed(
    answer.q8_alarms, "17_alarms", "25c11061835771d6", what="q8_alarms", options="abcd", hint=advice
)

# %% [markdown] why="17_labels" answer=["a", "c"]
# `a` is seen in the inputs, `c` in the answers. `b` needs labels, and so does `d`: only somebody who knows what is
# spam now can see that the old answers are wrong.

# %% [markdown] why="17_alarms" answer="b"
# 784 · 0.0027 = 2.1. Two false alarms an hour are soon ignored. So one watches fewer numbers, or takes a higher
# limit: with 5 standard errors it is one false alarm in about three months.

# %% [markdown]
# ## Done
#
# Save the notebook and hand it in. If you want to see your service work, run this in a cell of your own:
# `serving.listen` puts a plain HTTP server, on this machine alone, in front of one function. It answers a `BadQuestion`
# that the function raises with its status.
#
# ```python
# import requests
#
# from lessonlib import data, serving, training
#
# iris = data.iris()
# network = Network((4, 16, 3))
# optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
# training.fit(network, iris, nn.CrossEntropyLoss(), optimizer, num_epochs=60, batch_size=16, progress=False)
# save_file({f"model/{k}": v for k, v in network.state_dict().items()}, "runs/iris.ckpt")
#
# export("runs/iris.ckpt", "runs/iris.safetensors", list(iris.class_names))
# served = load("runs/iris.safetensors")
# service = SimpleNamespace(
#     version=served.version, log=[], predict=lambda body: predict(served, read_rows(body, 4, 100))
# )
#
#
# def answer_one(method, path, headers, stream):
#     body = read_body(headers, stream, 100_000) if method == "POST" else b""
#     return respond(service, method, path, body)
#
#
# with serving.listen(answer_one) as url:
#     print(requests.get(f"{url}/health").json())
#     print(requests.post(f"{url}/predict", json={"rows": iris.test.X[:2].tolist()}).json())
#     print(requests.post(f"{url}/predict", data="seven, please").json())
# ```
