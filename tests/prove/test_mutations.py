import ast

import pytest

from lessonlib.prove.mutations import mutations


def mutants(source):
    """The mutations of the last line of `source`, as that line is then."""
    found = mutations(source, {len(source.split("\n"))})
    lines = [mutation.source.split("\n")[-1].strip() for mutation in found]
    assert len(lines) == len(set(lines))
    return lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a - b", {"x = a + b", "x = b - a"}),
        ("x = a @ b", {"x = a * b", "x = b @ a"}),
        ("x = a < b", {"x = a <= b", "x = a >= b"}),
        ("x = a and b", {"x = a or b", "x = a", "x = b"}),
        ("x = not a", {"x = a"}),
        ("x = a if b else c", {"x = a if not b else c"}),
        ("x = True", {"x = False"}),
        ("x = 0", {"x = 1", "x = -1"}),
        ("x = 2", {"x = 3", "x = 1", "x = -2"}),
        ("x = 0.5", {"x = 1.0", "x = -0.5"}),
        ("x = 'c'", {"x = 'd'"}),
        ("x = f('mean')", {"x = f('sum')", "x = f()"}),
        ("x = np.f(a, b, k=c)", {"x = np.f(b, a, k=c)", "x = np.f(a, k=c)", "x = np.f(a, b)"}),
        ("x = np.argmax()", {"x = np.argmin()"}),
        ("x = f().g()", {"x = f()"}),
        ("optimizer.zero_grad()", {"pass"}),
        ("n += m", {"n -= m", "pass"}),
        ("part[i] = n", {"pass"}),
        ("x = y", set()),
    ],
)
def test_each_small_mistake_is_made_once(line, expected):
    assert set(mutants(line)) == expected


def test_arguments_of_a_function_are_what_its_methods_are_called_on():
    source = "def f(x, y):\n    return (x.clone(), y)"
    expected = {"return", "return (y, x.clone())", "return (x, y)"}
    assert set(mutants(source)) == expected


def test_a_statement_is_dropped_where_its_name_is_bound_before():
    assert "pass" in mutants("x = a\nx = b")
    assert "pass" not in mutants("y = a\nx = b")


def test_messages_and_docstrings_are_spared():
    source = 'def f(n):\n    """Two."""\n    print("two", 2)\n    raise ValueError(f"n is {n}, not 2", 2)'
    found = mutations(source, range(1, 5))
    assert {mutation.diff for mutation in found} == {
        "print('two', 2) -> pass",
        "print('two', 2) -> print(2, 'two')",
        "print('two', 2) -> print('two')",
        "raise ValueError(f'n is {n}, not 2', 2) -> pass",
        "raise ValueError(f'n is {n}, not 2', 2) -> raise ValueError(2, f'n is {n}, not 2')",
        "raise ValueError(f'n is {n}, not 2', 2) -> raise ValueError(f'n is {n}, not 2')",
    }


def test_only_the_lines_asked_for_are_changed_and_every_mutant_is_python():
    source = "a = 1\nfor i in range(2, 9):\n    if i % 2 == 0:\n        a = a * i\n"
    found = mutations(source, {3, 4})
    assert found
    for mutation in found:
        ast.parse(mutation.source)
        assert "a = 1" in mutation.source
        assert "range(2, 9)" in mutation.source
        before, after = mutation.diff.split(" -> ")
        assert before.replace(" ", "") in source.replace(" ", "").replace("\n", "")
        assert after in mutation.source.replace("\n        ", " ")
