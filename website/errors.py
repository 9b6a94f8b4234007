"""What can go wrong when the site is made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lessonlib import LessonlibError

_MOST = 20  # findings that a message lists


class WebsiteError(LessonlibError):
    """The site cannot be made, or what was made is not fit to be published."""


def chapter_failed(name: str, reason: str) -> WebsiteError:
    return WebsiteError(
        f"{name} did not run to its end: {reason}\nMend lessons/{name[:2]}*/chapter*.py, and run `make course`."
    )


def no_still(name: str, source: str) -> WebsiteError:
    line = source.strip().partition("\n")[0]
    return WebsiteError(
        f"{name}: the cell `{line}` shows a widget without a still picture, and a page has no kernel to draw it. "
        "Widgets of lessonlib.viz bring one along: give this one a `snapshot`."
    )


def not_a_site(folder: Path) -> WebsiteError:
    return WebsiteError(
        f"{folder} is not empty, and no site that was made before. Nothing was written.\n"
        "  Remedy: name a new folder with --output, or the one of the last site."
    )


def unfit(findings: Sequence[str]) -> WebsiteError:
    more = f"\nand {len(findings) - _MOST} more" if len(findings) > _MOST else ""
    listed = "\n".join(findings[:_MOST])
    return WebsiteError(f"The site is made, and is not fit to be published:\n{listed}{more}")
