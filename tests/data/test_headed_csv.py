"""CSV files with a header line of counts and class names."""

import pytest

from lessonlib.data.headed_csv import HeadedCsv, read_headed_csv, write_headed_csv

TABLE = HeadedCsv([["1.5", "2", "0"], ["3", "4", "1"]], 2, ("a", "b, c"))


def test_what_is_written_is_read(tmp_path):
    write_headed_csv(tmp_path / "table.csv", TABLE)
    assert read_headed_csv(tmp_path / "table.csv") == TABLE
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"table.csv: the first line must say the numbers of rows and features, such as 120,4"),
        ("a,b\n1,2\n", "the first line must say"),
        ("3,1,x\n1,0\n", "has 1 rows, but its header says 3"),
        ("2,2,x\n1,2,0\n1,0\n", "line 3: 2 values, expected 2 features and a class"),
    ],
)
def test_a_file_that_is_not_of_this_form(tmp_path, text, message):
    (tmp_path / "table.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        read_headed_csv(tmp_path / "table.csv")
