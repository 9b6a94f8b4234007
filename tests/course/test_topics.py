"""lessons/topics.toml says where each topic of the course is taught, and the chapters have these sections."""

import re
import tomllib
from pathlib import Path

import pytest

from lessonlib.build.contents import contents_of
from lessonlib.build.derive import derive
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson, find_lessons
from lessonlib.build.settings import Settings
from lessonlib.build.source import read_cells

ROOT = Path(__file__).parents[2]
TOPICS = ROOT / "lessons" / "topics.toml"
FILE = tomllib.loads(TOPICS.read_text(encoding="utf-8"))
SETTINGS = {name: value for name, value in FILE.items() if not isinstance(value, dict)}
TABLE = {
    slug: {topic: title for topic, title in section.items() if topic != "about"}
    for slug, section in FILE.items()
    if slug not in SETTINGS
}
CHAPTERS = {chapter.slug: chapter for lesson in find_lessons(ROOT) for chapter in lesson.chapters}
HEADING = re.compile(r"#{2,3} (?:\d+\. )?(.+)")


def chapters(slug):
    return Lesson(ROOT, slug).chapters


def headings(path):
    """The titles of a chapter's sections, without their numbers."""
    text = "\n".join(cell.source for cell in read_cells(path) if cell.kind == "markdown")
    return {match[1].strip() for line in text.splitlines() if (match := HEADING.fullmatch(line))}


def test_each_lesson_of_the_course_has_its_topics():
    assert list(TABLE) == [entry.slug for entry in contents_of(ROOT)]
    assert all(FILE[slug].get("about") for slug in TABLE), "the map tells what each lesson is about"
    assert all(len(topics) >= 5 for topics in TABLE.values())


def references(path):
    """The notebooks that a chapter links to, and the section that each link names: `[lesson 4, *Softmax*](...)`."""
    text = " ".join(cell.source for cell in read_cells(path) if cell.kind == "markdown")
    links = re.findall(r"\[([^][]*)\]\(([\w./]+\.ipynb)\)", re.sub(r"\s+", " ", text))
    return [(target, re.fullmatch(r"lesson \d+[a-h]?, \*(.*)\*", words)) for words, target in links]


def test_what_is_still_to_come_is_not_there_yet():
    assert {slug for slug in TABLE if not chapters(slug)} == set(SETTINGS["to_come"])


@pytest.mark.parametrize("slug", [slug for slug in TABLE if chapters(slug)])
def test_each_topic_has_its_section(slug):
    found = set().union(*(headings(chapter.source) for chapter in chapters(slug)))
    missing = {topic: title for topic, title in TABLE[slug].items() if title not in found}
    assert not missing, f"{slug} lacks these sections"


def test_a_draft_is_not_finished(monkeypatch):
    monkeypatch.setattr("lessonlib.build.derive.read_settings", lambda root: Settings())
    for slug in SETTINGS["drafts"]:
        with pytest.raises(BuildError):  # else take it out of the list
            derive(Lesson(ROOT, slug))


def test_each_link_of_a_chapter_leads_to_a_notebook_with_the_section_that_it_names(taught):
    for target, section in references(taught.chapter.source):
        notebook = (taught.chapter.notebook.parent / target).resolve()
        if notebook.stem in SETTINGS["to_come"]:
            continue
        assert notebook.exists(), f"{taught.slug} links to {target}"
        if section:
            assert section[1] in headings(CHAPTERS[notebook.stem].source), f"{taught.slug} names {section[0]}"


def test_lesson_17_points_to_the_root_of_each_of_the_eighteen_uses():
    links = [link for chapter in chapters("17_applications") for link in references(chapter.source)]
    assert sum(section is not None for _, section in links) == 18
