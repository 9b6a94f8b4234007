import pytest

from lessonlib.build.errors import BuildError
from lessonlib.build.settings import Settings, read_settings


@pytest.fixture
def file(tmp_path):
    (tmp_path / "lessons").mkdir()
    return tmp_path / "lessons" / "topics.toml"


def test_without_a_file_all_is_asked_for(tmp_path):
    assert read_settings(tmp_path) == Settings(release_solutions=True, drafts=())


def test_it_reads_two_settings_and_leaves_the_topics_alone(tmp_path, file):
    file.write_text('release_solutions = false\ndrafts = ["03_x"]\n[01_tensors]\n"rank" = "Rank"\n')
    assert read_settings(tmp_path) == Settings(release_solutions=False, drafts=frozenset({"03_x"}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("drafts = [", r"topics\.toml is not TOML: "),
        ('release_solutions = "no"', r"release_solutions is 'no'\. Write true or false"),
        ('drafts = "03_x"', r"drafts is '03_x'\. Write a list"),
    ],
)
def test_what_it_cannot_read_is_said(tmp_path, file, text, message):
    file.write_text(text)
    with pytest.raises(BuildError, match=message):
        read_settings(tmp_path)
