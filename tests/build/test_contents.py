import pytest

from lessonlib.build.contents import Entry, contents_file, contents_of, contents_text, read_contents
from lessonlib.build.derive import build
from lessonlib.build.errors import BuildError


@pytest.fixture
def root(tmp_path):
    """A course whose lessons are titled in different ways."""
    headings = {
        "00_start/chapter.py": "# # 0. Welcome",
        "01_numbers/chapter_a.py": "# # 1a. Numbers: how many",
        "01_numbers/chapter_b.py": "# # 1b. Numbers: which ones",
        "02_two_words/exercise.py": "# # Exercise 2: words",
        "03_graphs/chapter.py": "# # Graphs",
    }
    for name, heading in headings.items():
        path = tmp_path / "lessons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# %% [markdown]\n{heading}\n", encoding="utf-8")
    topics = '[01_numbers]\nabout = "1, 2, \u2026"\n[04_later]\nabout = "not written yet"\n'
    (tmp_path / "lessons" / "topics.toml").write_text(topics, encoding="utf-8")
    return tmp_path


def test_the_lessons_come_from_their_folders_and_from_what_is_announced(root):
    assert contents_of(root) == (
        Entry("01_numbers", "Numbers", "1, 2, \u2026"),
        Entry("02_two_words", "Two words", ""),
        Entry("03_graphs", "Graphs", ""),
        Entry("04_later", "Later", "not written yet"),
    )


def test_they_are_read_back_as_they_were_written(root):
    text = contents_text(contents_of(root))
    contents_file(root).parent.mkdir()
    contents_file(root).write_text(text, encoding="utf-8")
    assert read_contents(root) == contents_of(root)
    assert len(text.splitlines()) == 6, "a line for each lesson, for merges"


def test_a_build_of_one_lesson_brings_the_whole_list_up_to_date(built):
    assert read_contents(built.root) == (Entry("01_addition", "Addition", ""),)
    source = built.chapters[0].source
    source.write_text(source.read_text(encoding="utf-8").replace("Addition", "Sums", 1), encoding="utf-8")
    assert build(built.root, ["1"]) == [built.chapters[0].notebook, contents_file(built.root)]
    assert read_contents(built.root) == (Entry("01_addition", "Sums", ""),)


def test_a_lesson_that_cannot_be_read_is_told_once(built):
    built.chapters[0].source.with_name("chapter_c.py").touch()
    with pytest.raises(BuildError, match=r"holds chapter.py, chapter_c.py. [^\n]*$"):
        build(built.root)
