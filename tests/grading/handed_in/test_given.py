"""What a release gives to its tests."""

from __future__ import annotations

from lessonlib.grading.handed_in.given import given_by, names_bound


def test_imports_functions_and_constants_are_given():
    cells = [
        "%matplotlib inline\nimport numpy as np, os.path\nfrom math import pi as PI, sin",
        "TOLERANCE = 1e-6\nSIZES = [1, 2]\ndef near(a, b):\n    return abs(a - b) < TOLERANCE",
        "from string import *",
    ]
    given = given_by(cells, [])
    assert set(given.statements) == {"np", "os", "PI", "sin", "TOLERANCE", "SIZES", "near"}
    assert given.stars == ["string"]
    names = {}
    exec(given.statements["TOLERANCE"], names)
    exec(given.statements["near"], names)
    assert names["near"](1, 1)


def test_data_that_is_computed_and_classes_are_not():
    given = given_by(["X = load()\nclass Point:\n    pass\nfor i in range(3):\n    total = i"], [])
    assert given.statements == {}


def test_what_an_answer_binds_is_the_learners():
    given = given_by(["def square(x): ..."], ["def square(x):\n    return x * x\ny, (z, *rest) = 1, (2, 3)"])
    assert given.answered == ["rest", "square", "y", "z"]


def test_cells_that_are_no_python_give_nothing():
    assert given_by(["%%bash\necho hello", "this is no Python"], ["def f(:"]).statements == {}
    assert names_bound("with open('a') as f:\n    n = len(f.read())\nimport os") == ["f", "n", "os"]


def test_modules_that_an_answer_imports_are_the_modules_themselves():
    given = given_by(
        ["import numpy as np"], ["import numpy as np\nimport math, os.path\nfrom math import sqrt\nnp2 = 1"]
    )
    assert given.statements == {"np": "import numpy as np"}
    assert given.modules.keys() == {"np", "math", "os"}
    assert given.answered == ["np2", "sqrt"]


def test_a_name_that_an_answer_also_binds_otherwise_is_the_learners():
    given = given_by([], ["import math as m", "m = 3"])
    assert (given.modules, given.answered) == ({}, ["m"])
