"""Tables as spreadsheets and other systems save them."""

import pytest

from lessonlib.grading.errors import GradingError
from lessonlib.grading.term.table import Line, key, read_table

TEXT = "student_id;first name\r\n007;Zoë\r\n"
KOREAN = "학번,이름\n2026,길동\n"


def saved(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "sep=;\r\n", "\r\n;\r\n"])
def test_encodings_and_what_stands_before_the_headings(tmp_path, encoding, before):
    table = read_table(saved(tmp_path, before + TEXT, encoding))
    assert table.headings == ("student_id", "first name")
    assert [line.cells for line in table.lines] == [("007", "Zoë")]


def test_korean_windows(tmp_path):
    assert read_table(saved(tmp_path, KOREAN, "cp949")).lines == (Line(2, ("2026", "길동")),)


def test_a_western_code_page_is_not_read_as_korean(tmp_path):
    """In CP949 "Än" is a syllable: Änne would get a Korean name without a word."""
    with pytest.raises(GradingError, match=r"no table in UTF-8 or CP949(.|\n)*CSV UTF-8"):
        read_table(saved(tmp_path, "id;name\n1;Änne\n", "cp1252"))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('id,name\n1,"Lovelace, Ada"\n', ("1", "Lovelace, Ada")),
        ('"id","a;b;c"\n1,x\n', ("1", "x")),
        ('id,"first\nname"\n1,"Ada\nAugusta"\n', ("1", "Ada Augusta")),
        ('id,name\n="007",Ada\n', ("007", "Ada")),
        ("id,name\n1,Jose\u0301\u200b\n", ("1", "José")),
        ("id\tname\n1\tAda, X\n", ("1", "Ada, X")),
        ("id,name,\n1,Ada,,\n", ("1", "Ada", "")),
        ("id,name\n1\n", ("1", "")),
        ("id,name\r1,Ada\r", ("1", "Ada")),
    ],
)
def test_cells(tmp_path, text, cells):
    [line] = read_table(saved(tmp_path, text)).lines
    assert line.cells == cells


def test_lines_have_their_numbers_in_the_file(tmp_path):
    lines = read_table(saved(tmp_path, 'sep=,\n\nid,name\n1,"A\nB"\n\n , \n2,C\n')).lines
    assert [(line.number, line.cells[0]) for line in lines] == [(5, "1"), (8, "2")]


@pytest.mark.parametrize("heading", ["First_Name", " first  name ", "FIRST-NAME", "first\nname"])
def test_a_heading_is_known_however_it_is_written(heading):
    assert key(heading) == "first name"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('id,name\n1,"Ada\n2,Bob\n', r"from line 2 on it is no table(.|\n)*never closed"),
        ("id,name\n1,Lovelace, Ada\n", r"line 2 has 3 cells, and there are 2 headings(.|\n)*quotation marks"),
        (b"PK\x03\x04\x80", r"a workbook or an archive(.|\n)*CSV UTF-8"),
        (b"id\n1\0\n", "no table in UTF-8"),
        ("id\n" + "1" * 200_000, "from line 2 on it is no table"),
    ],
)
def test_no_table(tmp_path, content, message):
    with pytest.raises(GradingError, match=message):
        read_table(saved(tmp_path, content))


def test_no_file(tmp_path):
    with pytest.raises(GradingError, match="cannot be read: Is a directory"):
        read_table(tmp_path)
