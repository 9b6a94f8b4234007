from lessonlib.build.source import read_cells
from lessonlib.prove import liars
from lessonlib.prove.lies import KINDS, lying_attempts

MORE = """
# %% task="more"
import math as mathematics

with open("x") as file:
    left, (right, *rest) = 1, (2, 3)
for number in rest:
    total = number
answer_of = lambda hidden: hidden

# %% test="more_of_it" points=1
# asks for given things, too
from lessonlib.check import answer

answer.helper(answer.at("math.pi"), answer.file("x"), answer.files("*"), answer.left)
"""


def test_there_is_one_attempt_for_each_kind_and_one_for_everything(lesson):
    attempts = lying_attempts(read_cells(lesson.exercise))
    assert [attempt.name for attempt in attempts] == [*(f"lies_{kind}" for kind in KINDS), "lies_everything"]
    assert {attempt.caught_by for attempt in attempts} == {("add_small", "add_more", "name_is_right")}
    assert tuple(liars.KINDS) == KINDS


def test_all_names_that_a_task_makes_are_bound_to_a_liar(lesson):
    lesson.exercise.write_text(lesson.exercise.read_text() + MORE)
    attempts = {attempt.name: attempt.answers for attempt in lying_attempts(read_cells(lesson.exercise))}
    names = {}
    exec(attempts["lies_number"]["more"], names)
    made = {name for name, value in names.items() if isinstance(value, liars.LyingNumber)}
    assert made == {"file", "left", "right", "rest", "number", "total", "answer_of"}
    names = {}
    exec(attempts["lies_everything"]["name"], names)
    made = {name for name, value in names.items() if isinstance(value, liars.Liar)}
    assert made == {"operation", "add", "helper", "math", "left"}
