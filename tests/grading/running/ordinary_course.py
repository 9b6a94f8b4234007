# %% given
# Ordinary nbgrader cells: nothing here knows of lessonlib. `given` cells are the instructor's, an `answer` cell is the
# reference solution, the `wrong` cell of the same name a wrong answer, and `test` cells give a point each.
import math
from collections import Counter, OrderedDict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import torch
from numpy.testing import assert_allclose, assert_array_equal

TOLERANCE = 1e-6


def near(a, b):
    """A helper of the instructor's for the tests."""
    return abs(a - b) < TOLERANCE


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


# %% answer="square"
def square(x):
    """The square of x."""
    if isinstance(x, str):
        raise TypeError("x must be a number")
    return x * x


# %% wrong="square"
def square(x):
    return 77


# %% answer="guests"
def average_reading(sensor, times=3):
    return sum(sensor.read() for _ in range(times)) / times


def accuracy_of(model, X, y):
    return sum(model.predict(row) == label for row, label in zip(X, y)) / len(y)


def widest(shapes):
    return max(shapes, key=lambda shape: shape.width)


def log_all(items, logger):
    for item in items:
        logger.info(f"item {item}")
    logger.closed = True


def total_length(things):
    return sum(len(thing) for thing in things)


def first_of(rows):
    for row in rows:
        return row


def notified(subject):
    subject.changed()
    return subject

# %% other="guests"
def average_reading(sensor, times=3):
    values = []
    while len(values) < times:
        values.append(sensor.read())
    return sum(values) / len(values)


def accuracy_of(model, X, y):
    right = 0
    for number in range(len(X)):
        if y[number] == model.predict(X[number]):
            right += 1
    return right / len(X)


def widest(shapes):
    found = shapes[0]
    for shape in shapes[1:]:
        if shape > found:
            found = shape
    return found


def log_all(items, logger):
    list(map(logger.info, ["item " + str(item) for item in items]))
    setattr(logger, "closed", True)


def total_length(things):
    total = 0
    for thing in things:
        total += thing.__len__()
    return total


def first_of(rows):
    return next(iter(rows))


def notified(subject):
    getattr(subject, "changed")()
    return [subject][0]

# %% wrong="guests"
def average_reading(sensor, times=3):
    return sensor.read()


def accuracy_of(model, X, y):
    return 1.0


def widest(shapes):
    return shapes[0]


def log_all(items, logger):
    logger.info("items")


def total_length(things):
    return len(things)


def first_of(rows):
    return [*rows][-1]


def notified(subject):
    return None

# %% answer="protocols"
from dataclasses import dataclass, field


@dataclass
class Spot:
    x: float
    y: float = 0.0
    tags: list = field(default_factory=list)


class Pile(list):
    def push(self, item):
        self.append(item)


class Branch:
    def __init__(self, *leaves):
        self.leaves = leaves

    def __iter__(self):
        return iter(self.leaves)


def share(a, b):
    return a / b


def shares(pairs):
    return [share(a, b) for a, b in pairs]

# %% other="protocols"
import dataclasses


@dataclasses.dataclass(eq=True, order=True)
class Spot:
    x: float
    y: float = 0.0
    tags: list = dataclasses.field(default_factory=lambda: [])


class Pile(list):
    push = list.append


class Branch:
    def __init__(self, *leaves):
        self.leaves = list(leaves)

    def __iter__(self):
        yield from self.leaves


def share(a, b):
    return a * b**-1


def shares(pairs):
    found = []
    for pair in pairs:
        found.append(share(*pair))
    return found

# %% wrong="protocols"
class Spot:
    def __init__(self, x, y=0.0):
        self.x, self.y, self.tags = x, y, []


class Pile:
    def __init__(self, items=()):
        self.items = list(items)

    def push(self, item):
        self.items.append(item)


class Branch:
    def __init__(self, *leaves):
        self.leaves = leaves


def share(a, b):
    return round(a / b)


def shares(pairs):
    return [round(a / b) for a, b in pairs]

# %% test="plain_asserts"
assert square(3) == 9
assert square(-1) == 1

# %% test="messages_and_loops"
for n in range(10):
    assert square(n) == n**2, f"square({n}) should be {n**2}, not {square(n)}"

# %% test="types"
assert isinstance(square(2), int)
assert type(square(2.0)) is float
assert not isinstance(square(2), bool)

# %% test="try_except"
try:
    square("a")
except TypeError:
    pass
else:
    raise AssertionError("did not raise")

# %% test="pytest_raises"
import pytest

with pytest.raises(TypeError, match="must be a number"):
    square("b")

# %% test="docstring"
assert square.__doc__
assert "square" in square.__doc__
assert square.__name__ == "square"

# %% test="helper_of_the_instructor"
assert near(square(0.5), 0.25)

# %% test="unittest_case"
import unittest


class TestSquare(unittest.TestCase):
    def test_values(self):
        self.assertEqual(square(4), 16)
        self.assertAlmostEqual(square(0.1), 0.01)

    def test_error(self):
        with self.assertRaises(TypeError):
            square("c")


result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(TestSquare))
assert result.wasSuccessful()


# %% test="own_functions_in_the_style_of_nose"
def assert_equal(a, b):
    if a != b:
        raise AssertionError(f"{a!r} != {b!r}")


assert_equal(square(5), 25)

# %% test="a_function_of_an_earlier_test"
assert_equal(square(6), 36)

# %% test="random_inputs"
import random

random.seed(1)
for _ in range(20):
    value = random.uniform(-5, 5)
    assert math.isclose(square(value), value**2)

# %% test="magic"
# %matplotlib inline
# %timeit -n 1 -r 1 square(2)
assert square(7) == 49


# %% test="partial_credit" points=4
score = 0
for number in (0, 1, 2, 3):
    if square(number) == number**2:
        score += 1
score


# %% answer="sum_of_squares"
def sum_of_squares(n):
    return sum(square(i) for i in range(1, n + 1))


# %% wrong="sum_of_squares"
def sum_of_squares(n):
    return 385 if n == 10 else n * (n + 1) * (2 * n + 1) // 6 + (n == 2)


# %% test="quickstart_values"
assert sum_of_squares(1) == 1
assert sum_of_squares(2) == 5

# %% test="quickstart_uses_square"
original = square
del square
try:
    sum_of_squares(1)
except NameError:
    pass
else:
    raise AssertionError("sum_of_squares does not use square")
finally:
    square = original
assert sum_of_squares(10) == 385

# %% test="a_mock_in_its_place"
calls = []


def square(x):
    calls.append(x)
    return 1


assert sum_of_squares(3) == 3
assert calls == [1, 2, 3]

# %% test="the_name_is_the_learners_again"
assert sum_of_squares(4) == 30
assert square(3) == 9


# %% answer="containers"
def pair(a, b):
    return (a, b)


def unique(values):
    return set(values)


def table(keys):
    return {key: len(key) for key in keys}


def extremes(values):
    return Extremes(min(values), max(values))


def count(values):
    return Counter(values)


Extremes = namedtuple("Extremes", "low high")


# %% wrong="containers"
def pair(a, b):
    return [a, b]


def unique(values):
    return list(values)


def table(keys):
    return {key: 0 for key in keys}


def extremes(values):
    return max(values)


def count(values):
    return list(values)


# %% test="tuples"
assert pair(1, 2) == (1, 2)
assert isinstance(pair(1, [2]), tuple)
first, second = pair("a", "b")
assert first == "a"

# %% test="sets"
assert unique([1, 2, 2]) == {1, 2}
assert {1, 2} | unique([3]) == {1, 2, 3}

# %% test="dictionaries"
assert table(["a", "bb"]) == {"a": 1, "bb": 2}
assert sorted(table(["x"]).items()) == [("x", 1)]

# %% test="named_tuples"
assert extremes([3, 1, 2]).low == 1
assert extremes([3, 1, 2]) == (1, 3)

# %% test="counters"
assert count("aab")["a"] == 2
assert count("aab") == Counter(a=2, b=1)


# %% answer="numbers"
def half(x):
    return Fraction(x) / 2


def price(x):
    return Decimal(str(x)) * 2


def root(x):
    return complex(0, math.sqrt(-x)) if x < 0 else math.sqrt(x)


# %% wrong="numbers"
def half(x):
    return x // 3


def price(x):
    return 2.1 * x


def root(x):
    return abs(x)


# %% test="fractions"
assert half(1) == Fraction(1, 2)
assert half(3).denominator == 2

# %% test="decimals"
assert price(1.1) == Decimal("2.2")

# %% test="complex_numbers"
assert root(-4) == 2j
assert root(9) == 3


# %% answer="arrays"
def standardise(X):
    X = np.asarray(X, dtype=float)
    return (X - X.mean(axis=0)) / X.std(axis=0)


def total(X):
    return np.sum(X)


# %% wrong="arrays"
def standardise(X):
    return np.asarray(X, dtype=float)


def total(X):
    return None


# %% test="numpy_testing"
data = np.random.default_rng(0).normal(3, 2, size=(50, 4))
got = standardise(data)
assert got.shape == (50, 4)
assert_allclose(got.mean(axis=0), 0, atol=1e-12)
assert_allclose(got.std(axis=0), 1)
np.testing.assert_array_almost_equal(got, (data - data.mean(0)) / data.std(0))

# %% test="numpy_scalars"
assert total(np.arange(4)) == 6
assert isinstance(total(np.ones(3)), np.floating)


# %% answer="tensors"
def relu(x):
    return torch.clamp(x, min=0)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.layer(x)


# %% wrong="tensors"
def relu(x):
    return torch.abs(x)


class Net:
    layer = None

    def __call__(self, x):
        return x


# %% test="torch_functions"
x = torch.tensor([-1.0, 2.0])
assert torch.equal(relu(x), torch.tensor([0.0, 2.0]))
assert relu(x).dtype == torch.float32

# %% test="a_model"
torch.manual_seed(0)
net = Net()
assert isinstance(net, torch.nn.Module)
assert net(torch.zeros(3, 2)).shape == (3, 1)
assert sum(p.numel() for p in net.parameters()) == 3


# %% answer="in_place"
def sort_in_place(values):
    values.sort()


def double_all(array):
    array *= 2


def add_to(dictionary, key):
    dictionary[key] = True
    return dictionary


# %% wrong="in_place"
def sort_in_place(values):
    return sorted(values)


def double_all(array):
    return array * 2


def add_to(dictionary, key):
    return {**dictionary, key: True}


# %% test="lists_in_place"
values = [3, 1, 2]
assert sort_in_place(values) is None
assert values == [1, 2, 3]

# %% test="arrays_in_place"
array = np.array([1, 2])
double_all(array)
assert_array_equal(array, [2, 4])

# %% test="the_same_object_comes_back"
dictionary = {}
assert add_to(dictionary, "a") is dictionary
assert dictionary == {"a": True}


# %% answer="functions_as_arguments"
def derivative(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


def apply_twice(f, x):
    return f(f(x))


def compose(f, g):
    return lambda x: f(g(x))


# %% wrong="functions_as_arguments"
def derivative(f, x, h=1e-6):
    return f(x)


def apply_twice(f, x):
    return x


def compose(f, g):
    return lambda x: g(f(x))


# %% test="a_function_of_a_library_is_handed_over"
assert abs(derivative(math.sin, 0.0) - 1) < 1e-5
assert abs(derivative(np.exp, 0.0) - 1) < 1e-5

# %% test="a_function_of_the_test_is_called_back"
assert apply_twice(lambda x: x + 3, 1) == 7
assert abs(derivative(lambda x: x**2, 3.0) - 6) < 1e-4

# %% test="a_function_comes_back"
assert compose(square, lambda x: x + 1)(2) == 9

# %% test="an_error_in_a_function_of_the_test"


class Stop(Exception):
    pass


def stop(x):
    raise Stop("enough")


with pytest.raises(Exception, match="enough"):
    apply_twice(stop, 1)


# %% answer="classes"
class EmptyStack(Exception):
    pass


class Stack:
    def __init__(self, items=()):
        self.items = list(items)

    def push(self, item):
        self.items.append(item)
        return self

    def pop(self):
        if not self.items:
            raise EmptyStack("nothing left")
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def __eq__(self, other):
        return isinstance(other, Stack) and self.items == other.items

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, item):
        return item in self.items

    def __getitem__(self, index):
        return self.items[index]

    def __add__(self, other):
        return Stack(self.items + other.items)

    def __repr__(self):
        return f"Stack({self.items})"


class Bounded(Stack):
    pass


# %% wrong="classes"
class EmptyStack(Exception):
    pass


class Stack:
    def __init__(self, items=()):
        pass

    def push(self, item):
        pass

    def pop(self):
        return None


class Bounded:
    pass


# %% test="methods_and_attributes"
stack = Stack()
stack.push(1)
stack.push(2)
assert stack.items == [1, 2]
assert stack.pop() == 2
assert stack.pop() == 1

# %% test="an_object_of_the_test_before"
stack.push("again")
assert len(stack) == 1

# %% test="operators"
assert Stack([1]) == Stack([1])
assert not Stack([1]) == Stack([2])
assert list(Stack([1]) + Stack([2])) == [1, 2]
assert 2 in Stack([1, 2])
assert Stack([4, 5])[1] == 5
assert str(Stack([1])) == "Stack([1])"

# %% test="an_error_class_of_the_learners"
try:
    Stack().pop()
except EmptyStack as error:
    assert "nothing" in str(error)
else:
    raise AssertionError("an empty stack gave something")

# %% test="inheritance"
assert issubclass(Bounded, Stack)
assert isinstance(Bounded(), Stack)
assert hasattr(Stack, "push")
assert not hasattr(Stack(), "shove")


# %% answer="generators"
def evens(limit):
    for number in range(0, limit, 2):
        yield number


def longest(words):
    return max(words, key=len)


# %% wrong="generators"
def evens(limit):
    return range(1, limit, 2)


def longest(words):
    return ""


# %% test="a_generator"
assert list(evens(7)) == [0, 2, 4, 6]
assert sum(evens(5)) == 6
numbers = evens(3)
assert next(numbers) == 0

# %% test="an_iterator_is_handed_over"
assert longest(word for word in ("a", "ccc", "bb")) == "ccc"
assert longest(map(str, [1, 100])) == "100"


# %% answer="printing"
def greet(name):
    print("Hello,", name)


def greeting():
    return "hello"


threshold = 0.5
names = ["ann", "bob"]


# %% wrong="printing"
def greet(name):
    print("hello")


def greeting():
    return "bye"


threshold = 5
names = []

# %% test="what_is_printed"
import contextlib
import io

printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    greet("Ann")
assert printed.getvalue() == "Hello, Ann\n"

# %% test="variables"
assert threshold == 0.5
assert 0 < threshold < 1
assert names[0] == "ann"
assert [name.title() for name in names] == ["Ann", "Bob"]

# %% test="a_hash_of_the_answer"
from hashlib import sha1

assert sha1(str(greeting()).encode() + b"salt").hexdigest() == "14fbd3f9600ecfc2a3d43e4c07a98a875c7910a2"


# %% answer="files"
def count_lines(path):
    with open(path, encoding="utf-8") as file:
        return len(file.readlines())


def save_numbers(path, numbers):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(map(str, numbers)))


# %% wrong="files"
def count_lines(path):
    return 0


def save_numbers(path, numbers):
    pass


# %% test="a_file_that_the_test_writes"
with open("lines.txt", "w", encoding="utf-8") as file:
    file.write("a\nb\nc\n")
assert count_lines("lines.txt") == 3

# %% test="a_file_that_the_learner_writes"
import os
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "numbers.txt")
save_numbers(path, [1, 2])
with open(path, encoding="utf-8") as file:
    assert file.read().split() == ["1", "2"]


# %% answer="asking"
def ask_and_greet():
    name = input("Your name? ")
    print("Hello,", name)


# %% wrong="asking"
def ask_and_greet():
    print("Hello, you")


# %% test="a_replaced_input"
import contextlib
import io
from unittest.mock import patch

heard = io.StringIO()
with patch("builtins.input", return_value="Ada") as asked, contextlib.redirect_stdout(heard):
    ask_and_greet()
asked.assert_called_once_with("Your name? ")
assert heard.getvalue() == "Hello, Ada\n"

# %% test="a_replaced_input_and_a_seed"
import random

heard = io.StringIO()
with patch("builtins.input", side_effect=["Ada", "Bob"]), contextlib.redirect_stdout(heard):
    ask_and_greet()
    random.seed(1)
    ask_and_greet()
assert heard.getvalue() == "Hello, Ada\nHello, Bob\n"

# %% test="a_replaced_standard_input"
import sys

heard = io.StringIO()
with patch.object(sys, "stdin", io.StringIO("Bob\n")), contextlib.redirect_stdout(heard):
    ask_and_greet()
assert heard.getvalue() == "Your name? Hello, Bob\n"

# %% test="a_replaced_print"
with patch("builtins.input", side_effect=["Eve"]), patch("builtins.print") as printed:
    ask_and_greet()
printed.assert_called_with("Hello,", "Eve")

# %% answer="drawing"
import random

import torch


def dice(count):
    return [random.randint(1, 6) for _ in range(count)]


def noise(count):
    return np.random.normal(size=count)


def start_weights():
    return torch.randn(2)


# %% wrong="drawing"
def dice(count):
    return [1] * count


def noise(count):
    return np.zeros(count)


def start_weights():
    return torch.zeros(2)

# %% test="seeds_of_python"
import random

random.seed(4)
thrown = dice(5)
random.seed(4)
assert thrown == dice(5) == [2, 3, 1, 6, 4]
assert dice(20) != dice(20)

# %% test="seeds_of_numpy"
import numpy as np

np.random.seed(0)
assert np.allclose(noise(3), [1.76405235, 0.40015721, 0.97873798])

# %% test="seeds_of_torch"
import torch

torch.manual_seed(0)
wanted = torch.randn(2)
torch.manual_seed(0)
assert torch.equal(start_weights(), wanted)

# %% answer="seeded_once"
random.seed(11)


def throw():
    return random.randint(1, 6)


# %% wrong="seeded_once"
def throw():
    return random.randint(1, 6)


# %% test="the_seed_of_a_cell"
assert [throw() for _ in range(12)] == [4, 5, 4, 4, 5, 5, 2, 2, 5, 4, 6, 5]

# %% answer="describing"
import inspect
from enum import Enum


class Color(Enum):
    RED = 1
    BLUE = 2


class Purse:
    def __init__(self, coins):
        self.coins = coins

    def __iadd__(self, coins):
        self.coins += coins
        return self


class TooLittle(ValueError):
    def __init__(self, missing):
        super().__init__(f"{missing} too little")
        self.missing = missing


def pay(purse, coins):
    if coins > purse.coins:
        raise TooLittle(coins - purse.coins)


def doubled(x, times=1):
    return x * 2**times


async def later(x):
    return x + 1


masked = np.ma.masked_array([1, 2, 3], mask=[0, 1, 0])
square_matrix = np.matrix([[1, 2], [3, 4]])


# %% wrong="describing"
class Color:
    RED = 1
    BLUE = 2


class Purse:
    def __init__(self, coins):
        pass


class TooLittle(ValueError):
    pass


def pay(purse, coins):
    raise TooLittle("no")


def doubled(x):
    return sum([x, x])


async def later(x):
    return x


masked = np.array([1, 2, 3])
square_matrix = np.array([[1, 2], [3, 4]])

# %% test="an_enumeration"
assert Color["BLUE"] is Color.BLUE
assert Color.RED is not Color.BLUE
assert [color.name for color in Color] == ["RED", "BLUE"]

# %% test="in_place_operators_and_copies"
import copy

purse = Purse(3)
same, other = purse, copy.deepcopy(purse)
purse += 2
assert purse is same
assert (purse.coins, other.coins) == (5, 3)

# %% test="the_class_itself"
assert type(Purse(3)) is Purse
assert type(Purse(3)) == type(Purse(4)) != type(Color.RED)
assert type(Purse(3)).__name__ == "Purse"
assert type(Purse(3).coins) is int

# %% test="what_an_error_holds"
try:
    pay(Purse(3), 10)
except TooLittle as error:
    assert error.missing == 7
else:
    raise AssertionError("it was paid")

# %% test="the_source_of_a_function"
import inspect

assert "sum(" not in inspect.getsource(doubled)
assert inspect.signature(doubled).parameters["times"].default == 1

# %% test="a_coroutine"
import asyncio

assert await later(1) == 2
assert await asyncio.gather(later(1), later(2)) == [2, 3]

# %% test="threads_of_the_test"
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(4) as threads:
    assert list(threads.map(lambda x: doubled(x, times=2), range(50))) == [4 * x for x in range(50)]

# %% test="masked_arrays_and_matrices"
assert masked.sum() == 4
assert (square_matrix * square_matrix).tolist() == [[7, 10], [15, 22]]

# %% test="vectorized"
assert np.vectorize(doubled)(np.arange(3), 2).tolist() == [0, 4, 8]

# %% test="names_that_are_there"
assert "doubled" in globals()
assert "tripled" not in globals()
assert "tripled" not in vars() and doubled(1, times=3) == 8

# %% test="a_cell_within_a_cell"
%%capture output
assert doubled(2, times=2) == 8

# %% answer="kept_by_both"
log = []


def note(x):
    log.append(x)


class Bag:
    def __init__(self, items=()):
        self._items = list(items)

    def add(self, x):
        self._items.append(x)

    def items(self):
        return list(self._items)


class Journal:
    def __init__(self, lines):
        self.lines = lines

    def __enter__(self):
        self.lines.append("begin")
        return self

    def __exit__(self, kind, error, traceback):
        self.lines.append("end" if kind is None else kind.__name__)
        return kind is KeyError


def history(lines=None):
    lines = [] if lines is None else lines
    return lines


def push_two(values):
    if len(values) > 2:
        raise ValueError("too long")
    values += [1, 2]


# %% wrong="kept_by_both"
log = []


def note(x):
    log.insert(0, x)


class Bag:
    def __init__(self, items=()):
        self._items = list(items)

    def add(self, x):
        self._items.append(x)

    def items(self):
        return self._items


class Journal:
    def __init__(self, lines):
        self.lines = list(lines)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        return True


def history(lines=[]):
    return lines


def push_two(values):
    values += [1, 2]
    if len(values) > 4:
        raise ValueError("too long")


# %% test="a_list_of_the_learners_that_the_test_empties"
note(1)
log.clear()
note(2)
note(3)
assert log == [2, 3]

# %% test="a_list_of_the_learners_that_the_test_replaces"
note(1)
log = []
note(4)
note(5)
assert log == [4, 5]

# %% test="a_list_that_only_looks_like_a_copy"
bag = Bag([1])
bag.items().append(2)
assert bag.items() == [1]

# %% test="a_list_of_the_test_that_an_object_keeps"
lines = []
with Journal(lines):
    assert lines == ["begin"]
assert lines == ["begin", "end"]

# %% test="an_error_in_a_block_of_the_test"
lines = []
with Journal(lines):
    raise KeyError("k")
assert lines == ["begin", "KeyError"]
with pytest.raises(ZeroDivisionError):
    with Journal(lines):
        1 / 0

# %% test="a_default_that_is_one_list_for_all"
history().append(99)
assert history() == []

# %% test="what_an_error_leaves_unchanged"
short = [0]
push_two(short)
assert short == [0, 1, 2]
values = [1, 2, 3]
try:
    push_two(values)
except ValueError:
    pass
assert values == [1, 2, 3]

# %% answer="decorating"
import functools
import re


def remembering(function):
    @functools.wraps(function)
    def inner(*args):
        if args not in inner.known:
            inner.known[args] = function(*args)
        return inner.known[args]

    inner.known = {}
    return inner


def curried(function):
    count = len(inspect.signature(function).parameters)
    return (lambda x: lambda y: function(x, y)) if count == 2 else function


def has_digit(text):
    return any(c.isdigit() for c in text)


def letters(word):
    return set(word)


def throws(generator):
    return [generator.randint(1, 6) for _ in range(3)]


def normals(generator):
    return generator.normal(size=3)


# %% other="decorating"
import functools
import re


def remembering(function):
    """Another right answer."""
    known = {}

    def inner(*args):
        if args in known:
            return known[args]
        return known.setdefault(args, function(*args))

    return functools.update_wrapper(inner, function)


def curried(function):
    if function.__name__ and len(inspect.signature(function).parameters) == 2:
        return lambda x: functools.partial(function, x)
    return function


def has_digit(text):
    return re.search(r"\d", text)


def letters(word):
    return dict.fromkeys(word).keys()


def throws(generator):
    return tuple(generator.randint(1, 6) for _ in range(3))


def normals(generator):
    return np.array([generator.normal() for _ in range(3)])


# %% wrong="decorating"
def remembering(function):
    return lambda *args: function(*args)


def curried(function):
    return function


def has_digit(text):
    return re.match(r"\d", text)


def letters(word):
    return {word: 1}.keys()


def throws(generator):
    return [random.randint(1, 6) for _ in range(3)]


def normals(generator):
    return np.random.normal(size=3)


# %% test="a_decorator_on_a_function_of_the_test"
calls = []


@remembering
def twice(x):
    """Twice x."""
    calls.append(x)
    return 2 * x


assert twice(3) == twice(3) == 6
assert calls == [3]
assert (twice.__name__, twice.__doc__) == ("twice", "Twice x.")

# %% test="the_parameters_of_a_function_of_the_test"
assert curried(lambda a, b: a - b)(5)(3) == 2

# %% test="a_match_is_true"
assert has_digit("a1")
assert not has_digit("ab")

# %% test="the_keys_of_a_dictionary_are_a_set"
assert letters("hello") == {"h", "e", "l", "o"}
assert "h" in letters("hello") and len(letters("aab")) == 2

# %% test="generators_as_arguments"
assert list(throws(random.Random(4))) == [2, 3, 1]
generator = np.random.default_rng(0)
assert np.array_equal(normals(np.random.default_rng(7)), np.random.default_rng(7).normal(size=3))
assert not np.array_equal(normals(generator), normals(generator))

# %% test="examples_of_doctest"
import doctest

example = doctest.DocTestParser().get_doctest(">>> sorted(letters('ba'))\n['a', 'b']\n", globals(), "letters", None, 0)
assert doctest.DocTestRunner(verbose=False).run(example).failed == 0

# %% answer="models"
from torch import nn


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


def all_halves(layer):
    nn.init.constant_(layer.weight, 0.5)


def freeze(model):
    for parameter in model.parameters():
        parameter.requires_grad = False


def forget_gradients(model):
    for parameter in model.parameters():
        parameter.grad = None


def descend(weights, rate):
    with torch.no_grad():
        weights -= rate * weights.grad
    weights.grad.zero_()


def mean_of(loader):
    return float(torch.cat([batch for (batch,) in loader]).mean())


line = nn.Linear(2, 1)
line(torch.ones(1, 2)).sum().backward()

# %% wrong="models"
from torch import nn


def count_parameters(model):
    return len(list(model.parameters()))


def all_halves(layer):
    layer = nn.Linear(2, 2)


def freeze(model):
    model.requires_grad = False


def forget_gradients(model):
    model.grad = None


def descend(weights, rate):
    weights = weights - rate * weights.grad


def mean_of(loader):
    return float(next(iter(loader))[0].mean())


line = nn.Linear(2, 1)
line(torch.ones(1, 2)).sum().backward()

# %% test="a_model_of_the_tests_is_handed_over"
assert count_parameters(torch.nn.Linear(2, 3)) == 9

# %% test="a_model_of_the_tests_is_changed"
layer = torch.nn.Linear(2, 2)
all_halves(layer)
assert (layer.weight == 0.5).all()

# %% test="a_model_of_the_tests_learns_no_more"
frozen = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
freeze(frozen)
assert not any(p.requires_grad for p in frozen.parameters())

# %% test="weights_that_the_test_sets"
with torch.no_grad():
    line.weight[:] = torch.tensor([[1.0, 2.0]])
    line.bias.zero_()
assert line(torch.ones(1, 2)).item() == 3.0
assert count_parameters(line) == 3

# %% test="gradients_of_the_learners"
assert all(p.grad is not None for p in line.parameters())
forget_gradients(line)
assert all(p.grad is None for p in line.parameters())

# %% test="gradients_of_the_tests"
weights = torch.tensor([1.0, 2.0], requires_grad=True)
(weights**2).sum().backward()
descend(weights, 0.1)
assert torch.allclose(weights, torch.tensor([0.8, 1.6]))
assert weights.grad.sum() == 0

# %% test="a_loader_of_the_tests"
values = torch.utils.data.TensorDataset(torch.arange(4.0))
assert mean_of(torch.utils.data.DataLoader(values, batch_size=2)) == 1.5

# %% answer="plots"
import matplotlib.pyplot as plt


def draw(xs, ys):
    plt.figure()
    plt.plot(xs, ys, "r--")
    plt.title("A line")


# %% wrong="plots"
def draw(xs, ys):
    plt.plot(xs, xs)


# %% test="the_figure_that_the_learner_draws"
plt.close("all")
draw([1, 2], [3, 4])
axes = plt.gca()
assert axes.get_title() == "A line"
assert list(axes.get_lines()[0].get_ydata()) == [3, 4]
assert len(plt.get_fignums()) == 1
assert plt.gcf().axes[0] is axes

# %% answer="kinds_of_arrays"
records = np.array([("a", 1), ("b", 2)], dtype=[("name", "U5"), ("count", "i4")])
things = np.array(["x", None, 3], dtype=object)


def smaller(array):
    return array.astype(np.float32).dtype


# %% wrong="kinds_of_arrays"
records = np.zeros(2)
things = np.zeros(3)


def smaller(array):
    return array.dtype


# %% test="arrays_with_fields_and_of_objects"
assert records["count"].sum() == 3
assert records.dtype.names == ("name", "count")
assert things.tolist() == ["x", None, 3]
assert smaller(np.zeros(2)) == np.float32

# %% test="a_fake_that_gives_numbers"
class Sensor:
    def __init__(self, values):
        self.values, self.reads = list(values), 0

    def read(self):
        self.reads += 1
        return self.values.pop(0)


sensor = Sensor([1, 2, 6, 100])
assert average_reading(sensor) == 3
assert sensor.reads == 3 and sensor.values == [100]

# %% test="a_fake_model"
class Always:
    def predict(self, row):
        return 1


assert accuracy_of(Always(), [[0], [1], [2], [3]], [1, 0, 1, 1]) == 0.75

# %% test="an_object_comes_back_as_itself"
import functools


@functools.total_ordering
class Shape:
    def __init__(self, width):
        self.width = width

    def __lt__(self, other):
        return self.width < other.width


shapes = [Shape(2), Shape(5), Shape(3)]
assert widest(shapes) is shapes[1]

# %% test="a_mock_with_methods"
from unittest.mock import Mock, call

logger = Mock()
log_all([1, 2], logger)
assert logger.info.call_args_list == [call("item 1"), call("item 2")]
assert logger.closed is True

# %% test="special_methods"
class Box:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


assert total_length([Box(2), Box(3), "abcd"]) == 9

# %% test="rows_of_its_own"
class Rows:
    def __iter__(self):
        yield (1, "a")
        yield (2, "b")


assert first_of(Rows()) == (1, "a")

# %% test="what_was_called_is_seen"
class Subject:
    state = "old"

    def changed(self):
        self.state = "new"


subject = Subject()
assert notified(subject) is subject and subject.state == "new"

# %% test="what_dataclasses_say"
from dataclasses import asdict, fields, is_dataclass, replace

assert is_dataclass(Spot) and [one.name for one in fields(Spot)] == ["x", "y", "tags"]
assert asdict(Spot(1, 2)) == {"x": 1, "y": 2, "tags": []}
assert replace(Spot(1, 2), x=5).x == 5

# %% test="a_list_of_their_own_class"
pile = Pile([1])
pile.push(2)
assert isinstance(pile, list) and type(pile) is Pile
assert pile == [1, 2] and len(pile) == 2 and pile[-1:] == [2] and pile.pop() == 2 and sum(pile) == 1

# %% test="protocols_of_objects"
from collections.abc import Callable, Iterable, Iterator, Sized

assert isinstance(Branch(1), Iterable) and not isinstance(Branch(1), (Iterator, Sized, Callable))
assert not isinstance(share, Iterable) and list(Branch(1, 2)) == [1, 2]

# %% test="patched_where_it_is_used"
from unittest.mock import patch

with patch("__main__.share", return_value=7) as replaced:
    assert shares([(1, 2), (3, 0)]) == [7, 7]
assert replaced.call_count == 2
assert shares([(1, 2)]) == [0.5]

# %% test="a_test_case"
import unittest


class TestShare(unittest.TestCase):
    def test_values(self):
        self.assertEqual(share(3, 2), 1.5)
        self.assertAlmostEqual(share(1, 3), 0.3333, places=3)

    def test_errors(self):
        with self.assertRaises(ZeroDivisionError):
            share(1, 0)


suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestShare)
assert unittest.TextTestRunner().run(suite).wasSuccessful()
