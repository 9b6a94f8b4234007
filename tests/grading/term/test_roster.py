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
    assert read_roster(table(tmp_path, CANVAS)) == [
        Student("ada", {"lms_user_id": "901", "first_name": "Ada", "last_name": "Lovelace"})
    ]


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


@pytest.mark.parametrize(
    ("text", "student"),
    [
        (
            "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nAda;Lovelace;0012;a@x\n",
            Student("0012", {"first_name": "Ada", "last_name": "Lovelace", "email": "a@x"}),
        ),
        (
            "성,이름,학번,이메일 주소\n홍,길동,2026,h@x\n",
            Student("2026", {"first_name": "길동", "last_name": "홍", "email": "h@x"}),
        ),
        ("Name,Student ID\nAda Lovelace,7\n", Student("7", {"first_name": "Ada", "last_name": "Lovelace"})),
        ("ID,Full name\n7,Ada\n", Student("7", {"first_name": "Ada"})),
        ("username,id number,surname\n,7,Lovelace\n", Student("7", {"last_name": "Lovelace"})),
    ],
)
def test_other_headings_in_other_orders(tmp_path, text, student):
    assert read_roster(table(tmp_path, text)) == [student]


def test_a_canvas_class_without_sis_ids_and_with_what_is_muted(tmp_path):
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,HW 1\n,,,,,Manual Posting\n    Mögliche Punkte,,,,,10\n"
        '"Lovelace, Ada",901,,,A,9\n"Student, Test",902,,,A,\n'
    )
    about = {"lms_user_id": "901", "first_name": "Ada", "last_name": "Lovelace"}
    assert read_roster(table(tmp_path, text)) == [Student("901", about)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2.02E+09,a", r"line 2: the id 2\.02E\+09 was shortened by a spreadsheet"),
        (",a", "line 2: it has no id"),
        ("s1," + "a" * 200, "line 2: 'a+…' has 200 characters; 128 is the most"),
    ],
)
def test_lines_that_are_wrong(tmp_path, line, message):
    with pytest.raises(GradingError, match=message):
        read_roster(table(tmp_path, f"id,email\n{line}\ns2,b\n"))
