"""Tables of classes as Moodle, Canvas and spreadsheets write them."""

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.term.roster import Student, import_roster, read_roster

MOODLE = '"First name",Surname,"ID number","Email address"\nAda,Lovelace,s1,ada@example.org\nBob,,s2,\n'
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW 1\n    Points Possible,,,,,10\n"
    '"Lovelace, Ada",901,u1,ada,A,9\n"Student, Test",902,,,A,\n'
)


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "class.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_moodle(tmp_path):
    assert read_roster(table(tmp_path, MOODLE)) == [
        Student("s1", {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}),
        Student("s2", {"first_name": "Bob"}),
    ]


def test_canvas_without_its_points_and_its_test_student(tmp_path):
    assert read_roster(table(tmp_path, CANVAS)) == [Student("ada", {"lms_user_id": "901"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    text = separator.join(["student_id", "이름"]) + "\r\n" + separator.join(["s1", "민지"]) + "\r\n"
    assert read_roster(table(tmp_path, text, encoding)) == [Student("s1", {"first_name": "민지"})]


def test_all_lines_that_are_wrong_are_told(tmp_path):
    text = "id,email\ns1,a\ns1,b\n,c\ns[1],d\n"
    message = r"line 3: the id s1 is there already\n  line 4: it has no id\n  line 5: its name has one of"
    with pytest.raises(GradingError, match=message):
        read_roster(table(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name,mail\nAda,a\n",
            r"no column with the students' ids. Its columns are: name, mail(.|\n)*student_id",
        ),
        ("", "Its columns are: none"),
    ],
)
def test_no_roster(tmp_path, text, message):
    with pytest.raises(GradingError, match=message):
        read_roster(table(tmp_path, text))
    with pytest.raises(GradingError, match=r"cannot be read: No such file"):
        read_roster(tmp_path / "nowhere.csv")


def test_import_adds_and_changes_and_leaves_the_others(book):
    done = import_roster(
        book, [Student("ada", {"email": "new@example.org"}), Student("eve", {"first_name": "Eve"})]
    )
    assert (done.added, done.changed) == (1, 1)
    assert book.find_student("ada").email == "new@example.org"
    assert book.find_student("ada").first_name == "Ada"
    assert book.find_student("eve").first_name == "Eve"
    assert book.find_student("bob").email == "bob@example.org"
