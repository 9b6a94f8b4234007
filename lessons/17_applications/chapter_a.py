# %% [markdown]
# # 17a. Applications: eighteen uses
#
# You have built networks that classify, predict and draw. Where are they used? In the first part of this lesson
# you walk through eighteen uses, find the idea of each in a lesson that you know, and write four of them as small
# programs. In the second part one network becomes a service that other programs can ask.
#
# **After this chapter you can**
#
# - say for eighteen uses of deep learning what goes in, what comes out, and which lesson holds the root;
# - find digits in a larger picture, sort messages, and notice an unusual value, each in a few lines;
# - say what a classifier cannot tell you: that none of its classes is right;
# - calculate attention by hand, the idea behind today's language models.
#
# **Time**: {{time}}, with the practice. The exercise belongs to the second part. **Needs**: lessons 4
# (classification), 8 (logistic regression) and 12 (MNIST); all others for the tour. No GPU, no network.

# %%
import numpy as np
import torch
from torch import nn

from lessonlib import data, training, viz
from lessonlib.models import MLP

np.set_printoptions(precision=3, suppress=True)
torch.set_num_threads(1)  # our tensors are so small that a second thread would only be waited for

# %% [markdown]
# ## 1. Eighteen uses
#
# Here they are, in five groups. For each: what goes in and what comes out, how it works in a sentence, and the
# **root**: the place in this course that comes nearest to its main idea.
#
# ### Images
#
# - **1. Image classification**: image → class. Filters find shapes, layers put them together, and softmax gives a
#   probability for each class. Root: [lesson 14, *The network for MNIST*](14b_cnn.ipynb).
# - **2. Object detection**: image → boxes with classes. The same filters answer for many places of one image: is
#   something here, what is it, and how large is its box? Root: [lesson 14, *A filter in motion*](14a_cnn.ipynb).
# - **3. Segmentation**: image → class of each pixel. Filters make the image small to see what is there, then large
#   again to say where; each pixel is one small classification. Root: [lesson 14, *Max pooling*](14a_cnn.ipynb).
# - **4. Image and style conversion**: image → other image, such as a grey photo → a coloured one. One network draws
#   the new image and another one judges it. Root: [lesson 15, *Generator and discriminator*](15a_gan.ipynb).
# - **5. Super-resolution**: small image → large image. Shrink photos, and learn to undo it: the labels are the photos
#   themselves and cost nothing. Root: [lesson 14, *Stride*](14a_cnn.ipynb), the other way round.
# - **6. Image generation**: noise or text → image. A generator turns random numbers into an image. (Most generators of
#   today remove the noise in many small steps instead.)
#   Root: [lesson 15, *Train, and look every ten epochs*](15b_gan.ipynb).
#
# Two horses side by side are one area of "horse" for a *semantic* segmentation. *Instance* segmentation (Mask R-CNN,
# 2017) finds the boxes first and gives each animal an area of its own.
#
# **Your turn.** A segmentation reads a photo of 60 x 80 pixels and knows 5 classes. How many probabilities does its
# softmax give? Set `probabilities`.

# %% try="pixels"
probabilities = ...

# %% solution="pixels"
probabilities = 24_000

# %% [markdown] solution="pixels"
# Five for each of the 4,800 pixels. It is the classification of lesson 4, done 4,800 times, with filters that the
# pixels share.

# %% [markdown] hints="pixels"
# - when "got:      4800": That is one answer for each pixel. A softmax gives a probability for each class.
# - when "got:      5": One class for the whole photo: that is use 1.
# 1. How many classifications, and how many probabilities has each?

# %% check="pixels"
expect.predicted(probabilities, 24000, what="The number", hint="Pixels times classes.")

# %% wrong="pixels" message="got:      4800"
probabilities = 60 * 80

# %% wrong="pixels" message="got:      5"
probabilities = 5

# %% [markdown]
# ### Language
#
# - **7. Document classification**: text → class. Words become numbers, and the numbers a score, as in a spam filter.
#   Root: [lesson 8, *The idea: a score, then a probability*](08a_logistic_regression.ipynb).
# - **8. Text generation**: beginning → next word, again and again. A network predicts the next word from those before;
#   the word joins the text, and the network reads again. Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **9. Machine translation**: sentence → sentence. One network reads, another one writes, and *attention* (section 3)
#   shows the writer where to look. Root: [lesson 16, *State fed back*](16a_rnn.ipynb).
# - **10. Summary**: long text → short text. Give each sentence a score and keep the best (*extractive*), or write new
#   sentences, as in translation (*abstractive*). Root of the first:
#   [lesson 8, *The idea: a score, then a probability*](08a_logistic_regression.ipynb).
# - **11. Dialogue**: what was said → answer. To book a room, find the intention (a class for the sentence) and the
#   facts (a class for each word); to chat, generate text as in 8. Root: [lesson 16, *State fed back*](16a_rnn.ipynb),
#   with one answer at the end, or one at each step.
#
# ### Sound
#
# - **12. Speech recognition**: sound → text. The strength of each pitch, every 10 ms, makes a picture of the sound,
#   which a network reads from left to right. Root: [lesson 16, *Digits, row by row*](16b_rnn.ipynb).
# - **13. Speech and music**: text or notes → sound. As in 8, but the next thing to predict is a piece of sound.
#   Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **14. Conversion of sound**: voice → other voice. Separate *what* is said from *who* says it, and build the sound
#   again with another speaker; a discriminator that knows the other voice judges the result.
#   Root: [lesson 15, *Generator and discriminator*](15a_gan.ipynb). The separation has no root here.
#
# ### Decisions
#
# - **15. Games**: position → move. A network says how good each move is, and learns from the ends of many games, won
#   or lost; AlphaGo adds a search. Root of the network, as a board is an image: [lesson 14, *The network for
#   MNIST*](14b_cnn.ipynb). Learning from rewards has no root here.
# - **16. Control**: sensors → action. As in 15, first in a simulation, because a try costs time and can break things;
#   or, where a teacher shows the right action, as a regression or a classification. Root of the latter:
#   [lesson 9, *The output layer fits the task*](09b_neurons_and_perceptrons.ipynb).
#
# ### Series
#
# - **17. Prediction and classification of series**: past values → next value, or a class. A window of the past goes
#   in, such as two seconds of a motion sensor. Root: [lesson 16, *A time series*](16b_rnn.ipynb).
# - **18. Anomaly detection**: values → usual or not. What a network that learned the usual cannot predict is unusual.
#   Root: [lesson 16, *A time series*](16b_rnn.ipynb), and section 3.
#
# Be careful with prices of shares: a price that could be predicted would be traded until it could not. Compare each
# forecast with a simple rule, as lesson 16 does.
#
# **Your turn.** A program listens to a machine and reports when it sounds unlike itself. Nobody has a recording of a
# fault. Set `use` to its number in the list.

# %% try="which_use"
use = ...

# %% solution="which_use"
use = 18

# %% [markdown] solution="which_use"
# Without a recording of a fault there is nothing to classify. What can be learned is the usual sound, and the distance
# from it. Uses 12 and 17 would need examples with labels.

# %% [markdown] hints="which_use"
# - when "got:      17": For a classification you would need examples of both classes.
# - when "got:      12": Does it write down what was said?
# 1. Which use learns only what is usual?

# %% check="which_use"
expect.predicted(use, 18, what="The use", hint="There are no examples of faults.")

# %% wrong="which_use" message="got:      17"
use = 17

# %% wrong="which_use" message="got:      12"
use = 12

# %% [markdown]
# ### What they share
#
# Eighteen uses, but not eighteen inventions. Which ideas does each of them need?

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
for number in range(1, 19):
    marks = "  ".join(("x" if number in uses else ".").center(len(idea)) for idea, uses in ideas.items())
    print(f"{number:3}  {marks}")

# %% proof
assert set.union(*TAUGHT.values()) == set(range(1, 19))
assert len(TAUGHT["filters"]) == 8
assert len(set.union(*NOT_TAUGHT.values())) == 8

# %% [markdown]
# Read a column: *filters* serve eight uses, from photos to speech. An idea that you know well is worth more than a
# program that you copied. Each use has a cross in one of the first four columns, so you know a part of all of them.
#
# Eight uses need an idea of the last two columns. **Attention** has a small program in section 3. **Learning from
# rewards** serves 15 and 16: the networks are ordinary ones, but there are no labels. A reward comes now and then, and
# the network must find out which of its actions earned it. This is **reinforcement learning**.
#
# **Your turn.** Set `most_used` to the idea in `TAUGHT` that serves the most uses. The line in the cell runs, and
# gives the last name in the alphabet.

# %% try="most_used"
most_used = max(TAUGHT)

# %% solution="most_used"
most_used = max(TAUGHT, key=lambda idea: len(TAUGHT[idea]))

# %% [markdown] solution="most_used"
# `max` compares the keys of a dictionary, here texts; `key=` says what to compare instead. Eleven uses end in layers
# and a softmax, because most questions have a known list of answers.

# %% [markdown] hints="most_used"
# - when "memory": Seven uses have it. Is there a longer set?
# - when "two networks": `max` compares names here. `key=` takes a function of a name.
# 1. What has to be compared for an idea is `len(TAUGHT[idea])`.

# %% check="most_used"
expect.predicted(most_used, "layers and softmax", what="The idea", hint="Compare the sizes of the sets.")

# %% wrong="most_used" message="two networks"
most_used = sorted(TAUGHT)[-1]

# %% wrong="most_used" message="memory"
most_used = "memory, next value"

# %% [markdown]
# ## 2. A network to work with
#
# The rest of this lesson needs a trained network: a small MLP for digits, as in lesson 12.

# %%
digits = data.mnist()  # or the small digits that come with the course
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
    progress=False,
)
print(f"{digits.name}: validation accuracy {history['validation_accuracy'][-1]:.1%}")

X, y = digits.test.X, digits.test.y
viz.image_sheet(
    X[:8],
    y=y[:8],
    y_hat=network.predict(X[:8]),
    class_names=digits.class_names,
    title=f"Eight test digits, {training.accuracy(y, network.predict(X)):.1%} of all are read right",
)

# %% proof
assert history["validation_accuracy"][-1] > (0.96 if real else 0.85)
assert sum(parameter.numel() for parameter in network.parameters()) == 101_770

# %% [markdown]
# With the real MNIST it reads about 97% right after three epochs; with the small digits about 90% after twenty.
#
# **Your turn.** How many numbers has this network learned? Set `parameters` for `MLP((784, 128, 10))`. (Write the
# calculation if you like.)

# %% try="parameters"
parameters = ...

# %% solution="parameters"
parameters = 784 * 128 + 128 + 128 * 10 + 10

# %% [markdown] solution="parameters"
# 101,770: two tables of weights, and a bias for each neuron. `sum(p.numel() for p in network.parameters())` counts
# them. You will meet this number again in the second part, where it becomes a file.

# %% [markdown] hints="parameters"
# - when "got:      101632": Each neuron has a bias, too.
# - when "got:      100480": The second layer is missing.
# 1. A layer has inputs times neurons weights, and a bias for each neuron.

# %% check="parameters"
expect.predicted(parameters, 101770, what="The number", hint="Weights and biases of two layers.")

# %% wrong="parameters" message="got:      101632"
parameters = 784 * 128 + 128 * 10

# %% wrong="parameters" message="got:      100480"
parameters = 784 * 128 + 128

# %% [markdown]
# ## 3. Four uses in a few lines
#
# Each of these programs is a toy. The idea is the real one.
#
# ### Where is it?
#
# **Use 2, detection.** Our network reads *one* digit, in the middle of an image. Here is a longer picture with three.
# An early detector, R-CNN (2014), worked in two steps: *propose* places where something could be, then *classify* each
# of them. Here, a place is proposed where columns with ink stand together.

# %%
picture = torch.zeros(28, 112)
for column, index in ((3, 0), (42, 1), (80, 2)):
    picture[:, column : column + 28] = X[index, 0]


def proposals(picture):
    """For each part with ink of three columns or more: its first column, and the column after its last."""
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
for place, answer in zip(places, network.predict(found).tolist(), strict=True):
    print(f"columns {place[0]:3} to {place[1] - 1:3}: {answer}")
viz.image_sheet(picture[None, None], titles=["One picture, three digits"], columns=1)

# %% proof
assert network.predict(found).tolist() == y[:3].tolist()
some_ink = torch.tensor([[0.0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1]])
assert proposals(some_ink) == [(1, 4), (9, 13)]

# %% [markdown]
# **Your turn.** A picture with one row has the ink `0 1 1 1 0 0 1 1 0 1 1 1 1`, its columns numbered from 0. What does
# `proposals` return? Set `expected_places` to a list of pairs.

# %% try="expected_places"
expected_places = ...

# %% solution="expected_places"
expected_places = [(1, 4), (9, 13)]

# %% [markdown] solution="expected_places"
# The end of a pair is the column *after* the last one, as in all slices of Python. The part of two columns is left
# out: it is narrower than three, and may be a speck.

# %% [markdown] hints="expected_places"
# - when "[1, 3]": Read the docstring: what is the second number of a pair?
# - when "[6, 8]": How many columns must a part have?
# 1. Which parts have three columns or more? Where does each begin, and which column is the first one without ink?

# %% check="expected_places"
expect.predicted(expected_places, [(1, 4), (9, 13)], what="The list of pairs", hint="Two pairs.")

# %% wrong="expected_places" message="[1, 3]"
expected_places = [(1, 3), (9, 12)]

# %% wrong="expected_places" message="[6, 8]"
expected_places = [(1, 4), (6, 8), (9, 13)]

# %% [markdown]
# **What goes wrong.** These proposals need empty columns between the digits. Where two digits touch, they are one
# place. Modern detectors learn the proposals, too, and have one more class: *nothing is here*. Our network has no
# such class. Show it noise, and it still answers:

# %%
torch.manual_seed(0)
noise = torch.rand(5, 1, 28, 28)
share, answer = network.probability(noise).max(dim=1)
titles = [f"a {digit}, says it: {p:.0%}" for digit, p in zip(answer.tolist(), share.tolist(), strict=True)]
viz.image_sheet(noise, titles=titles, columns=5, title="The network reads a digit into noise")

# %% [markdown]
# A probability says which of the ten classes is the most likely *if it is one of them*. It does not say *whether*.
#
# **Your turn.** A network has learned nothing about an image: all of its ten scores are 50. Which probability does
# softmax give each class? Set `share_of_each`.

# %% try="equal_scores"
share_of_each = ...

# %% solution="equal_scores"
share_of_each = 0.1

# %% [markdown] solution="equal_scores"
# Softmax looks only at the differences of the scores, so ten equal ones give one tenth each, whether they are 50 or 0.
# The ten always add up to 1: there is no way to say "none of them".

# %% [markdown] hints="equal_scores"
# - when "got:      1": Ten probabilities add up to 1.
# - when "got:      50": That is the score. What does softmax do with ten equal numbers?
# 1. e^50 divided by ten times e^50.

# %% check="equal_scores"
expect.predicted(share_of_each, 0.1, what="The probability", hint="Ten equal ones add up to 1.")

# %% wrong="equal_scores" message="got:      1"
share_of_each = 1

# %% wrong="equal_scores" message="got:      50"
share_of_each = 50

# %% [markdown]
# ### Which kind of message?
#
# **Use 7, spam.** Words must become numbers. The simplest way is the **bag of words**: one input for each known word,
# and its value is how often the word occurs. The rest is the logistic regression of lesson 8.

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

# %% proof
assert spam_probability("click now and win") > 0.9
assert spam_probability("the report is at the office") < 0.1
assert spam_probability("gratis geld") == torch.sigmoid(spam.bias).item()
assert torch.equal(bag_of_words("call me not you"), bag_of_words("call you not me"))

# %% [markdown]
# The weights can be read: each word has its own. **What goes wrong**: the last message has no known word. Its bag is
# empty, and only the bias answers. The order of the words is lost, too: "not bad but good" and "not good but bad" have
# the same bag. A recurrent network reads in order; a transformer gives each word its place as a further input.
#
# **Your turn.** The known words are `free`, `lunch`, `now`, `prize`, in this order. Set `bag` to the list of four
# numbers for the message "free lunch now free gift".

# %% try="bag"
bag = ...

# %% solution="bag"
bag = [2, 1, 1, 0]

# %% [markdown] solution="bag"
# `free` occurs twice, `prize` not at all, and `gift` has no place in the list. Real lists have tens of thousands of
# words, and nearly all numbers of a bag are 0.

# %% [markdown] hints="bag"
# - when "[1, 1, 1, 0]": A bag counts.
# - when "[2, 1, 1, 0, 1]": A word that is not known has no place.
# 1. Count each of the four words in the message.

# %% check="bag"
expect.predicted(bag, [2, 1, 1, 0], what="The bag", hint="Four numbers: how often each known word occurs.")

# %% wrong="bag" message="[1, 1, 1, 0]"
bag = [1, 1, 1, 0]

# %% wrong="bag" message="[2, 1, 1, 0, 1]"
bag = [2, 1, 1, 0, 1]

# %% [markdown]
# ### Is it unusual?
#
# **Use 18, anomalies.** Learn from series *without* faults to predict the next value from the ten before it. Then
# watch a new series. Where the prediction is far off, something unusual has happened. How far is *far*? The threshold
# comes from series that were not trained on: it is the largest error there.

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
viz.series(machine[0], title="A wave with a fault at step 40")

# %% proof
assert 40 in unusual
healthy = surprise(waves.test.X[:1, :, 0])[0]
changed = (torch.nonzero(errors != healthy).flatten() + 10).tolist()
assert changed == list(range(40, 51))

# %% [markdown]
# The fault was found without one example of a fault. This is why the method watches machines: faults are rare, and the
# next one is of a new kind.
#
# **Your turn.** The faulty value is also part of the *past* of later steps, whose predictions it spoils. Which is the
# last step whose prediction uses the value of step 40? Set `last_step`.

# %% try="last_step"
last_step = ...

# %% solution="last_step"
last_step = 50

# %% [markdown] solution="last_step"
# Step 50 is predicted from steps 40 to 49; step 51 from 41 to 50. So an alarm that rings again within ten steps may be
# the echo of the first one.

# %% [markdown] hints="last_step"
# - when "got:      49": Which ten steps are the past of step 50?
# - when "got:      51": The past of step 51 begins at 41.
# 1. Step t is predicted from the steps t - 10 to t - 1.

# %% check="last_step"
expect.predicted(last_step, 50, what="The step", hint="Its past begins at step 40.")

# %% wrong="last_step" message="got:      49"
last_step = 49

# %% wrong="last_step" message="got:      51"
last_step = 51

# %% [markdown]
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
for word, one_share in zip(sentence, shares.tolist(), strict=True):
    print(f"{word:8} {one_share:5.1%} {'#' * round(40 * one_share)}")
looked_up = shares @ keys  # the keys serve as values here: (9,) @ (9, 3) -> (3,)
print("what `it` takes along:", looked_up.numpy())

# %% proof
by_torch = nn.functional.scaled_dot_product_attention(query[None], keys, keys)[0]
assert torch.allclose(looked_up, by_torch)
assert sentence[shares.argmax()] == "animal"
for length, share_of_street in ((1.0, 0.56), (2.0, 0.93)):
    to_street = torch.softmax(keys @ torch.tensor([0.0, length, 0.0]) / 3**0.5, dim=0)[4]
    assert abs(to_street - share_of_street) < 0.005

# %% [markdown]
# A softmax (lesson 4) between two matrix products (lesson 1): you already knew the parts. PyTorch has it as one
# function, `nn.functional.scaled_dot_product_attention`.
#
# **Your turn.** Another word of the sentence looks for a *place*. Change `place_query` so that it takes most from
# *street*, with a share above one half.

# %% try="place_query"
place_query = torch.tensor([2.0, 0.0, 0.0])

# %% solution="place_query"
place_query = torch.tensor([0.0, 2.0, 0.0])

# %% [markdown] solution="place_query"
# The query has its large number where the key of *street* has one, so their product is large. A larger query makes the
# softmax sharper: with `[0, 1, 0]` the share of *street* is about 56%, with `[0, 2, 0]` it is about 93%.

# %% [markdown] hints="place_query"
# - when "animal": That is the query of *it*. Which of the three numbers says "a place"?
# - when "below one half": The direction is right. What makes a softmax sharper?
# 1. Score is query times key. The key of *street* is `[0, 4, 0]`.

# %% check="place_query"
sentence_keys = torch.zeros(9, 3)
sentence_keys[1], sentence_keys[4] = torch.tensor([4.0, 0, 0]), torch.tensor([0, 4.0, 0])
sentence_keys[8] = torch.tensor([0.5, 0, 4.0])
expect.shape(place_query, (3,), what="place_query")
taken = torch.softmax(sentence_keys @ torch.as_tensor(place_query, dtype=torch.float32) / 3**0.5, dim=0)
most = {1: "animal", 8: "tired"}.get(taken.argmax().item(), "another word")
expect.that(bool(taken.argmax() == 4), f"It takes most from: {most}.", hint="Which number says: a place?")
expect.that(bool(taken[4] > 0.5), "The share of street is below one half.", hint="Make the query longer.")

# %% wrong="place_query" message="animal"
place_query = torch.tensor([4.0, 0.0, 0.0])

# %% wrong="place_query" message="below one half"
place_query = torch.tensor([0.0, 0.5, 0.0])

# %% [markdown]
# ## Summary
#
# - Eighteen uses share few ideas: layers and softmax, filters, two networks, memory; and, beyond these lessons,
#   attention and rewards.
# - A classifier always answers. It needs help to say *nothing is here* or *I do not know this*.
# - A bag of words counts, and forgets the order. What cannot be predicted is unusual, and its echo is, too.
# - Attention: a softmax of query times keys shares out the values.
#
# | term | Korean | meaning |
# | --- | --- | --- |
# | object detection | 물체 인식 | what is where in an image |
# | segmentation | 분할 | the class of each pixel |
# | super-resolution | 초해상 | a large image from a small one |
# | anomaly detection | 이상 감지 | find what is unusual |
# | bag of words | 단어 가방 (백 오브 워즈) | how often each word occurs, without order |
# | attention | 어텐션 (주의) | shares that say how much to take from each word |
# | reinforcement learning | 강화 학습 | learning from rewards |

# %% [markdown]
# ## Read on
#
# - R. Girshick, J. Donahue, T. Darrell and J. Malik, *Rich feature hierarchies for accurate object detection and
#   semantic segmentation*, Conference on Computer Vision and Pattern Recognition (2014): the two steps of R-CNN.
# - D. Bahdanau, K. Cho and Y. Bengio, *Neural machine translation by jointly learning to align and translate*,
#   International Conference on Learning Representations (2015): attention, with pictures of where a network looks.
# - A. Vaswani and others, *Attention is all you need*, Advances in Neural Information Processing Systems 30 (2017):
#   the transformer.
# - R. Sutton and A. Barto, *Reinforcement learning: an introduction*, second edition, MIT Press (2018): learning from
#   rewards, from the beginning; free to read.
# - J. Ho, A. Jain and P. Abbeel, *Denoising diffusion probabilistic models*, Advances in Neural Information Processing
#   Systems 33 (2020): images out of noise in many small steps.
#
# **Open questions**, without a grade:
#
# 1. Which of the eighteen uses would you not want to be decided by a network alone, and who should be asked?
# 2. How would you give the digit network a class "no digit"? Where do the examples come from, and when are they
#    enough?
#
# **Next**: {{next}}, in which this network becomes a service.
