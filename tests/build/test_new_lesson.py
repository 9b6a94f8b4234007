"""A lesson from the template: it is built and proven as it is, beside others."""

import tomllib
from pathlib import Path

import pytest

from lessonlib.build import new_lesson as module
from lessonlib.build.contents import contents_of
from lessonlib.build.derive import build
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import find_lessons
from lessonlib.build.new_lesson import chapter_before, new_lesson
from lessonlib.notebook.file import read_notebook
from lessonlib.prove.chapter import prove_chapters
from lessonlib.prove.proof import prove_lesson
from lessonlib.prove.runner import fastest_runner


@pytest.fixture
def root(tmp_path):
    (tmp_path / "lessons").mkdir()
    return tmp_path


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("points", ["", "points = 3\n", 'points = "any"\n'])
def test_it_is_built_and_proven_at_once(root, points):
    (root / "lessons" / "topics.toml").write_text(points)
    lesson = new_lesson(root, "22_mean_value")
    assert lesson.release_notebook in build(root)
    with fastest_runner() as run:
        proof = prove_lesson(lesson, run, brief=True)
    assert proof.holds
    assert len(proof.verdicts) >= 2 + 7
    assert {verdict.total for verdict in proof.verdicts} == {3 if "3" in points else 10}


@pytest.mark.slow
def test_its_chapter_is_proven(root):
    (proof,) = prove_chapters(new_lesson(root, "22_mean_value"))
    assert proof.errors == ()


def test_two_of_them_lead_from_one_to_the_next(root):
    for name in ("02_second", "01_first"):
        new_lesson(root, name)
    build(root)
    ends = [read_notebook(lesson.chapters[0].notebook).cells[-1].source for lesson in find_lessons(root)]
    assert ends[0].endswith("**Next**: [2. Second](02_second.ipynb).")
    assert ends[1].endswith("**Next**: *this was the last chapter*.")
    assert [entry.title for entry in contents_of(root)] == ["First", "Second"]
    topics = tomllib.loads((root / "lessons" / "topics.toml").read_text())
    assert list(topics) == ["01_first", "02_second"]
    for lesson in find_lessons(root):
        headings = {
            f"## {number}. {title}" for number, title in enumerate(list(topics[lesson.slug].values())[1:], 1)
        }
        chapter = read_notebook(lesson.chapters[0].notebook)
        assert headings <= {cell.source.partition("\n")[0] for cell in chapter.cells}


def test_a_lesson_behind_the_last_one_asks_for_a_link_to_it(second):
    source = second.chapters[0].source
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("**Next**: {{next}}", ""), encoding="utf-8")
    made = new_lesson(second.root, "02_more")
    assert chapter_before(made) == second.chapters[0]
    source.write_text(text.rstrip() + "\n#\n# **Next**: {{next}}\n", encoding="utf-8")
    assert chapter_before(made) is None


def test_the_settings_stay_and_an_announced_lesson_keeps_its_section(root):
    file = root / "lessons" / "topics.toml"
    before = '# Why.\ndrafts = [\n]\n\n[05_later]\nabout = "announced"\n'
    file.write_text(before)
    new_lesson(root, "05_later")
    assert file.read_text() == before
    new_lesson(root, "04_new")
    text = file.read_text()
    assert text.startswith("# Why.\ndrafts = [\n]\n\n[04_new]\n")
    assert text.endswith('\n\n[05_later]\nabout = "announced"\n')


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("attention", r"'attention' is no name for a lesson. Write a number of two digits from 01"),
        ("22_Attention", "is no name for a lesson"),
        ("22", "is no name for a lesson"),
        ("00_start", "two digits from 01"),
        ("../22_x", "is no name for a lesson"),
        ("01_addition", r"Number 01 is taken: .*01_addition is there. Nothing was written"),
        ("01_other", r"Number 01 is taken: .*01_addition is there"),
        ("03_file", r"03_file is there already, and is no folder"),
    ],
)
def test_a_name_that_does_not_do_changes_nothing(lesson, name, message):
    (lesson.root / "lessons" / "03_file").write_text("")
    before = everything(lesson.root)
    with pytest.raises(BuildError, match=message):
        new_lesson(lesson.root, name)
    assert everything(lesson.root) == before


@pytest.mark.parametrize("fails_at", [0, 1, 5, -1])
def test_a_full_disk_leaves_nothing_half_written(lesson, monkeypatch, fails_at):
    before = everything(lesson.root)
    done, write = [], module.write_text

    def full(file, text):
        done.append(file)
        if (fails_at == -1 and file.name == "topics.toml") or len(done) - 1 == fails_at:
            raise OSError(28, "No space left on device")
        return write(file, text)

    monkeypatch.setattr(module, "write_text", full)
    with pytest.raises(BuildError, match=r"02_more cannot be written: No space left on device"):
        new_lesson(lesson.root, "02_more")
    assert everything(lesson.root) == before
    assert [path.name for path in (lesson.root / "lessons").iterdir() if path.is_dir()] == ["01_addition"]


def test_with_settings_that_cannot_be_read_nothing_is_written(root):
    (root / "lessons" / "topics.toml").write_text("drafts = [")
    with pytest.raises(BuildError, match="is not TOML"):
        new_lesson(root, "01_first")
    assert list(everything(root)) == ["lessons/topics.toml"]
