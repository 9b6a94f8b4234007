"""The names of files in the archives of Moodle and Canvas."""

import pytest

from lessonlib.grading.handed_in.tree import File
from lessonlib.grading.term.collecting.layouts import CanvasLayout, MoodleLayout, Sender, attempts, sort_out

ADA = Sender("Ada Lovelace", "1234567")


def sorted_out(layout, *names):
    senders, strange = sort_out([File(name, lambda most: b"") for name in names], layout())
    return senders, [file.name for file in strange]


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file_/ex.ipynb", "ex.ipynb"),
        ("Ada Lovelace_1234567_assignsubmission_file/ex.ipynb", "ex.ipynb"),
        ("Ada Lovelace_1234567_assignsubmission_file_ex.ipynb", "ex.ipynb"),
        ("course-ex-99/Ada Lovelace_1234567_assignsubmission_file_/sub/my_ex.ipynb", "sub/my_ex.ipynb"),
    ],
)
def test_moodle(name, inner):
    senders, strange = sorted_out(MoodleLayout, name)
    assert strange == []
    assert [(one.name, one.typed) for one in senders[ADA]] == [(inner, False)]


def test_moodle_text_typed_online_and_names_with_lines_in_them():
    senders, strange = sorted_out(
        MoodleLayout,
        "Ada Lovelace_1234567_assignsubmission_onlinetext_/onlinetext.html",
        "홍_길동_7_assignsubmission_file_/과제.ipynb",
        "readme.txt",
    )
    assert senders[ADA][0].typed
    assert senders[Sender("홍_길동", "7")][0].name == "과제.ipynb"
    assert strange == ["readme.txt"]


def test_canvas():
    senders, strange = sorted_out(
        CanvasLayout,
        "lovelaceada_LATE_12345_678910_file-1.ipynb",
        "lovelaceada_12345_text.html",
        "turingalan_77_88_my_file_2.ipynb",
        "nobody.ipynb",
    )
    ada, alan = senders.values()
    assert [(one.name, one.upload, one.late, one.typed) for one in ada] == [
        ("file-1.ipynb", 678910, True, False),
        ("lovelaceada_12345_text.html", 0, False, True),
    ]
    assert [(one.name, one.upload, one.late) for one in alan] == [("my_file_2.ipynb", 88, False)]
    assert strange == ["nobody.ipynb"]


def test_the_latest_attempt_under_each_name():
    senders, _ = sorted_out(
        CanvasLayout,
        *(f"a_1_{upload}_{name}" for upload, name in ((9, "ex-2.ipynb"), (3, "ex.ipynb"), (5, "ex-1.ipynb"))),
        "a_1_4_lab-1.ipynb",
    )
    latest, earlier = attempts(senders[Sender("a", "1")], ["ex.ipynb"])
    assert {name: one.name for name, one in latest.items()} == {
        "ex.ipynb": "ex-2.ipynb",
        "lab-1.ipynb": "lab-1.ipynb",
    }
    assert [one.name for one in earlier] == ["ex.ipynb", "ex-1.ipynb"]


def test_a_number_of_the_students_own_stays():
    senders, _ = sorted_out(CanvasLayout, "a_1_4_lab-1.ipynb")
    assert list(attempts(senders[Sender("a", "1")], ["ex.ipynb"])[0]) == ["lab-1.ipynb"]
