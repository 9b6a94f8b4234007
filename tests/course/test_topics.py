"""lessons/topics.toml says where each topic of the course is taught, and the chapters have these sections."""

import re
import tomllib
from pathlib import Path

import pytest

from lessonlib.build.source import read_cells
from lessonlib.start.lessons import LESSONS

FOLDER = Path(__file__).parents[2] / "lessons"
TABLE = tomllib.loads((FOLDER / "topics.toml").read_text())
TO_COME = set(TABLE.pop("to_come"))
HEADING = re.compile(r"#{2,3} (?:\d+\. )?(.+)")


def chapter(slug):
    return FOLDER / slug / "chapter.py"


def headings(path):
    """The titles of a chapter's sections, without their numbers."""
    text = "\n".join(cell.source for cell in read_cells(path) if cell.kind == "markdown")
    return {match[1].strip() for line in text.splitlines() if (match := HEADING.fullmatch(line))}


def test_each_lesson_of_the_course_has_its_topics():
    assert list(TABLE) == [lesson.slug for lesson in LESSONS]
    assert all(len(topics) >= 5 for topics in TABLE.values())


def references(path):
    """The notebooks that a chapter links to, and the section that each link names: `[lesson 4, *Softmax*](...)`."""
    text = " ".join(cell.source for cell in read_cells(path) if cell.kind == "markdown")
    links = re.findall(r"\[([^][]*)\]\(([\w./]+\.ipynb)\)", re.sub(r"\s+", " ", text))
    return [(target, re.fullmatch(r"lesson \d+, \*(.*)\*", words)) for words, target in links]


def test_what_is_still_to_come_is_not_there_yet():
    assert {slug for slug in TABLE if not chapter(slug).exists()} == TO_COME


@pytest.mark.parametrize("slug", [slug for slug in TABLE if chapter(slug).exists()])
def test_each_topic_has_its_section(slug):
    missing = {topic: title for topic, title in TABLE[slug].items() if title not in headings(chapter(slug))}
    assert not missing, f"{chapter(slug)} lacks these sections"


def test_each_link_of_a_chapter_leads_to_a_notebook_with_the_section_that_it_names(taught):
    for target, section in references(taught.chapter):
        notebook = (taught.course_notebook.parent / target).resolve()
        if notebook.stem in TO_COME:
            continue
        assert notebook.exists(), f"{taught.slug} links to {target}"
        if section:
            assert section[1] in headings(chapter(notebook.stem)), f"{taught.slug} names {section[0]}"


def test_lesson_17_points_to_the_root_of_each_of_the_eighteen_uses():
    assert sum(section is not None for _, section in references(chapter("17_applications"))) == 18
