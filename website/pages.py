"""The source of the site: every page where Sphinx looks for it, in the folders of the repository, so that links between
notebooks and docs hold as they are.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from lessonlib.build.contents import contents_of
from lessonlib.build.lesson import Chapter
from lessonlib.build.lesson import Lesson as Folder
from lessonlib.notebook.file import dumps, read_notebook
from website.chapters import chapter_page
from website.exercises import exercise_page
from website.repository import NOTEBOOKS, Repository, launch_links

_WRITTEN = Path(__file__).with_name("pages")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_TIME = re.compile(r"\*\*Time\*\*: (?P<time>[^.*]*minutes)")
_POINTS = re.compile(r"\*\*Points\*\*: (?P<points>[\d.]*\d)")
_START = "00_start"
_FULL = "The results on these pages are those of the notebooks as you run them, on the data that is bundled."
_SHORT = """The results on these pages were computed with `LESSONLIB_FAST=1`, which shortens the training. In your own
notebook the networks train longer, and reach better figures."""


@dataclass(frozen=True)
class Lesson:
    """A lesson as the site lists it."""

    folder: Folder
    title: str
    about: str

    @property
    def heading(self) -> str:
        return f"{int(self.folder.slug[:2])}. {self.title}"

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return self.folder.chapters

    @property
    def exercise(self) -> Path | None:
        return path if (path := self.folder.release_notebook).exists() else None


@dataclass(frozen=True)
class Site:
    """Where the site's pages come from, the course in `root`, and the folder `source` where they are laid out.

    `full`: whether the chapters were trained as long as learners train them, which the first page says.
    """

    root: Path
    source: Path
    repository: Repository | None = None
    full: bool = False

    @cached_property
    def lessons(self) -> list[Lesson]:
        """Those that are written; a lesson that is announced only has no page."""
        listed = [Lesson(Folder(self.root, one.slug), one.title, one.about) for one in contents_of(self.root)]
        return [lesson for lesson in listed if lesson.chapters]

    @property
    def chapters(self) -> list[Path]:
        """The notebooks to run, in the course's order."""
        parts = [chapter.notebook for lesson in self.lessons for chapter in lesson.chapters]
        return [self.root / "course" / f"{_START}.ipynb", *parts]

    @property
    def explorers(self) -> list[str]:
        return sorted(path.stem for path in (_WRITTEN / "explorers").glob("*.md") if path.stem != "index")

    def lay_out(self, executed: Mapping[str, NotebookNode]) -> None:
        """Write the source of every page; what was in the folder before is removed.

        executed: each chapter with its outputs, by the notebook's name.
        """
        shutil.rmtree(self.source, ignore_errors=True)
        shutil.copytree(_WRITTEN, self.source)
        for page in self.source.rglob("*.md"):
            page.write_text(self._filled(page.read_text("utf-8")), encoding="utf-8")
        self._write_docs()
        for path in self.chapters:
            self._write_chapter(path, executed[path.stem])
        for lesson in self.lessons:
            self._write(f"lessons/{lesson.folder.slug}.md", self._lesson_page(lesson))
            if lesson.exercise:
                self._write_exercise(lesson.exercise)

    def _filled(self, text: str) -> str:
        """A page that is written by hand, with the lists that come from the course."""
        lists = {
            "lessons": self.list_of_lessons(),
            "lesson_pages": "\n".join(f"/lessons/{lesson.folder.slug}" for lesson in self.lessons),
            "docs": "\n".join(f"/docs/{path.stem}" for path in self._docs),
            "training": _FULL if self.full else _SHORT,
        }
        for name, value in lists.items():
            text = text.replace(f"{{{{{name}}}}}", value)
        return text

    def list_of_lessons(self) -> str:
        """A table with a row for each lesson, as Markdown."""
        rows = ["| Lesson | What it is about | Chapters | Exercise |", "| --- | --- | --- | --- |"]
        for lesson in self.lessons:
            page = f"[{lesson.heading}](/lessons/{lesson.folder.slug}.md)"
            chapters = ", ".join(
                f"[{chapter.number}](/course/{chapter.slug}.ipynb)" for chapter in lesson.chapters
            )
            exercise = (
                f"[{_points(lesson.exercise)}]({self._exercise_link(lesson)})" if lesson.exercise else ""
            )
            about = lesson.about.replace("|", "\\|")
            rows.append(f"| {page} | {about} | {chapters} | {exercise} |")
        return "\n".join(rows)

    def _exercise_link(self, lesson: Lesson) -> str:
        return f"/exercises/{lesson.folder.slug}/{lesson.folder.slug}.ipynb"

    def _lesson_page(self, lesson: Lesson) -> str:
        """What a lesson has, and the order of its pages."""
        lines = [f"# {lesson.heading}", ""]
        if lesson.about:
            lines += [f"{lesson.about[0].upper()}{lesson.about[1:]}.", ""]
        pages = [f"/course/{chapter.slug}" for chapter in lesson.chapters]
        for chapter in lesson.chapters:
            opening = read_notebook(chapter.notebook).cells[0].source
            lines.append(f"- [{_title(opening)}](/course/{chapter.slug}.ipynb){_minutes(opening)}")
        if lesson.exercise:
            opening = read_notebook(lesson.exercise).cells[0].source
            link = self._exercise_link(lesson)
            lines.append(f"- [{_title(opening)}]({link}){_minutes(opening)}, {_points(lesson.exercise)}")
            pages.append(link.removesuffix(".ipynb"))
        tree = "\n".join(["```{toctree}", ":hidden:", "", *pages, "```"])
        return "\n".join([*lines, "", tree, ""])

    def _write_chapter(self, path: Path, ran: NotebookNode) -> None:
        page = chapter_page(
            ran,
            path.stem,
            explorers=self.explorers,
            launch=self._launch(path),
            lessons=self.list_of_lessons,
        )
        self._write(f"course/{path.name}", dumps(page))

    def _write_exercise(self, path: Path) -> None:
        page = exercise_page(read_notebook(path), self._launch(path))
        self._write(path.relative_to(self.root).as_posix(), dumps(page))

    def _launch(self, path: Path) -> str:
        """The links of a notebook; the file itself goes along, to be downloaded."""
        copy = self.source / NOTEBOOKS / path.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, copy)
        return launch_links(path.relative_to(self.root).as_posix(), self.repository)

    @property
    def _docs(self) -> list[Path]:
        return sorted((self.root / "docs").glob("*.md"))

    def _write_docs(self) -> None:
        shutil.copytree(self.root / "docs", self.source / "docs", dirs_exist_ok=True)
        for name in ("README.md", "CONTRIBUTING.md", "LICENSE"):
            shutil.copyfile(self.root / name, self.source / name)

    def _write(self, name: str, text: str) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _title(opening: str) -> str:
    found = _TITLE.search(opening)
    return found[1] if found else ""


def _minutes(opening: str) -> str:
    found = _TIME.search(opening)
    return f", {found['time']}" if found else ""


def _points(exercise: Path) -> str:
    found = _POINTS.search(read_notebook(exercise).cells[0].source)
    return f"{found['points']} points" if found else "exercise"
