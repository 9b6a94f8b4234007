"""docs/attempts.md is what the attempts declare; test_proofs.py tests that it is true."""

from pathlib import Path

from lessonlib.build.attempts_page import page
from lessonlib.build.lesson import find_lessons

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date():
    remedy = "attempts have changed: python -m lessonlib.build.attempts_page > docs/attempts.md"
    assert (ROOT / "docs" / "attempts.md").read_text("utf-8") == page(find_lessons(ROOT)), remedy
