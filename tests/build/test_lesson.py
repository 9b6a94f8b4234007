import pytest

from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson, find_lessons, find_root


@pytest.fixture
def root(tmp_path):
    for slug in ("08_logistic_regression", "02_graphs", "__pycache__", ".ipynb_checkpoints"):
        (tmp_path / "lessons" / slug).mkdir(parents=True)
    (tmp_path / "lessons" / "README.md").touch()
    return tmp_path


def test_all_lessons_come_in_order(root):
    assert [lesson.slug for lesson in find_lessons(root)] == ["02_graphs", "08_logistic_regression"]


@pytest.mark.parametrize("name", ["8", "08", "08_logistic_regression", "lessons/08_logistic_regression/"])
def test_a_lesson_is_found_by_number_or_folder(root, name):
    assert find_lessons(root, [name]) == [Lesson(root, "08_logistic_regression")]


def test_an_unknown_lesson_is_answered_with_the_known_ones(root):
    with pytest.raises(BuildError, match=r"no lesson '9'.*02_graphs, 08_logistic_regression"):
        find_lessons(root, ["9"])


def test_a_folder_with_another_name_is_refused(root):
    (root / "lessons" / "Extra").mkdir()
    with pytest.raises(BuildError, match=r"Extra: a lesson's folder is named with two digits"):
        find_lessons(root)


def test_the_root_is_found_from_below(root):
    assert find_root(root / "lessons" / "02_graphs") == root


def test_without_lessons_there_is_no_root(tmp_path):
    with pytest.raises(BuildError, match=r"no lessons/ folder in .* or above it"):
        find_root(tmp_path)


@pytest.mark.parametrize(
    ("files", "numbers"),
    [
        ([], []),
        (["chapter.py"], ["8"]),
        (["chapter_b.py", "chapter_a.py", "exercise.py", "chapters.py"], ["8a", "8b"]),
    ],
)
def test_a_lesson_has_one_chapter_or_several(root, files, numbers):
    lesson = Lesson(root, "08_logistic_regression")
    for file in files:
        (lesson.directory / file).touch()
    assert [chapter.number for chapter in lesson.chapters] == numbers
    slugs = {"8": "08_logistic_regression", "8a": "08a_logistic_regression", "8b": "08b_logistic_regression"}
    assert [chapter.notebook for chapter in lesson.chapters] == [
        root / "course" / f"{slugs[number]}.ipynb" for number in numbers
    ]


@pytest.mark.parametrize(
    "files", [["chapter.py", "chapter_a.py"], ["chapter_a.py"], ["chapter_a.py", "chapter_c.py"]]
)
def test_chapters_without_an_order_are_refused(root, files):
    lesson = Lesson(root, "08_logistic_regression")
    for file in files:
        (lesson.directory / file).touch()
    with pytest.raises(
        BuildError, match=rf"holds {', '.join(files)}. A lesson has chapter.py, or chapter_a.py"
    ):
        print(lesson.chapters)
