"""The theme tells many classes and curves apart, and its colours can be seen on white and on black."""

import re

import pytest

from lessonlib.viz.theme import (
    INK,
    LETTERS,
    PAGE_COLOURS,
    PALETTE,
    PAPER,
    VARIABLES,
    colour,
    dashes,
    marker,
)

PAGES = {  # text and background of JupyterLab's two themes and of the web site's
    "light": ("#212121", "#ffffff"),
    "dark": ("#ffffff", "#111111"),
    "site, light": ("#222832", "#ffffff"),
    "site, dark": ("#ced6dd", "#14181e"),
}


@pytest.mark.parametrize("style", [marker, dashes])
def test_36_looks_before_two_are_the_same(style):
    assert len({(colour(i), style(i)) for i in range(36)}) == 36
    assert (colour(36), style(36)) == (colour(0), style(0))
    assert len({style(i) for i in range(6)}) == 6


@pytest.mark.parametrize("page", PAGES)
def test_lines_have_a_contrast_of_3_and_letters_of_4_5(page):
    ink, paper = PAGES[page]
    for drawn in PALETTE:
        for shade, least in ((drawn, 3.0), (LETTERS[drawn], 4.5)):
            rule = PAGE_COLOURS[VARIABLES[shade]]
            base, percent = re.fullmatch(
                r"color-mix\(in srgb, (#\w+) (\d+)%, var\(--ll-ink\)\)", rule
            ).groups()
            share = int(percent) / 100
            mixed = [
                share * a + (1 - share) * b
                for a, b in zip(bytes.fromhex(base[1:]), bytes.fromhex(ink[1:]), strict=True)
            ]
            assert contrast(mixed, bytes.fromhex(paper[1:])) >= least, (drawn, shade)


def test_letters_on_paper_can_be_read_as_well():
    for letters in (INK, *LETTERS.values()):
        assert contrast(bytes.fromhex(letters[1:]), bytes.fromhex(PAPER[1:])) >= 4.5


def contrast(one, other):
    """As in the Web Content Accessibility Guidelines 2.2 (W3C, 2023)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb):
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in rgb)]
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
