import pytest

from lessonlib.build.errors import BuildError
from lessonlib.build.settings import Settings, read_settings


@pytest.fixture
def file(tmp_path):
    (tmp_path / "lessons").mkdir()
    return tmp_path / "lessons" / "topics.toml"


def test_without_a_file_all_is_asked_for(tmp_path):
    assert read_settings(tmp_path) == Settings(release_solutions=True, drafts=())


def test_it_reads_the_settings_and_leaves_the_topics_alone(tmp_path, file):
    sections = '[01_tensors]\nabout = "numbers"\n"rank" = "Rank"\n[02_graphs]\n"run" = "Run"\n'
    file.write_text(f'release_solutions = false\ndrafts = ["03_x"]\n{sections}')
    assert read_settings(tmp_path) == Settings(
        release_solutions=False, drafts=frozenset({"03_x"}), about={"01_tensors": "numbers", "02_graphs": ""}
    )


@pytest.mark.parametrize(("text", "points"), [("", 10), ("points = 7.5", 7.5), ('points = "any"', None)])
def test_the_points_of_an_exercise(tmp_path, file, text, points):
    file.write_text(text)
    assert read_settings(tmp_path).points == points


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("drafts = [", r"topics\.toml is not TOML: "),
        ('release_solutions = "no"', r"release_solutions is 'no'\. Write true or false"),
        ('drafts = "03_x"', r"drafts is '03_x'\. Write a list"),
        ("points = 0", r'points is 0\. Write a positive number, or "any"'),
        ('points = "ten"', r"points is 'ten'"),
        ("points = true", r"points is True"),
        ("[tensors]", r"\[tensors\] is no lesson's name\. Write one such as"),
        ("[01_tensors]\nabout = 3", r"about of \[01_tensors\] is 3\. Write a text"),
    ],
)
def test_what_it_cannot_read_is_said(tmp_path, file, text, message):
    file.write_text(text)
    with pytest.raises(BuildError, match=message):
        read_settings(tmp_path)
