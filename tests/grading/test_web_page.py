"""What all pages of the grader share."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from jinja2 import UndefinedError

from lessonlib.grading.web_page import content_security_policy, environment, points

TEMPLATES = ("grading:feedback.html", "grading.report:report.html")


def test_the_policy_allows_one_style_and_pictures_in_the_page_and_nothing_else():
    policy = content_security_policy("p { color: red; }")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    digest = base64.b64encode(hashlib.sha256(b"p { color: red; }").digest()).decode()
    assert rules.pop("style-src") == f"'sha256-{digest}'"
    assert rules.pop("img-src") == "data:"
    assert rules.pop("default-src") == "'none'"
    assert set(rules.values()) == {"'none'"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_the_digest_of_its_own_style(name):
    page = (
        environment()
        .from_string(
            f'{{% extends "{name}" %}}{{% block title %}}{{% endblock %}}{{% block body %}}{{% endblock %}}'
        )
        .render(colours=["red"])
    )
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
    assert f'content="{content_security_policy(style)}"' in page
    assert "<" not in style


def test_templates_escape_and_miss_nothing():
    made = environment()
    assert made.from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        made.from_string("{{ nothing }}").render()


@pytest.mark.parametrize(
    ("number", "text"), [(7.0, "7"), (6.999, "7"), (0.125, "0.12"), (1.5, "1.5"), (0, "0")]
)
def test_points_have_two_decimals_at_most(number, text):
    assert points(number) == text


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_of_text_can_be_read_on_paper_and_card(name, dark):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1."""
    source = (
        environment()
        .from_string(
            f'{{% extends "{name}" %}}{{% block title %}}{{% endblock %}}{{% block body %}}{{% endblock %}}'
        )
        .render(colours=[])
    )
    roots = re.findall(r"(@media \(prefers-color-scheme: dark\) \{\s*)?:root \{([^}]*)\}", source)
    colours = {}
    for media, rules in roots:
        if dark or not media:
            colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rules))
    grounds = [colours.pop(one) for one in ("paper", "card")]
    colours.pop("line")
    colours.pop("bar")  # neither is a colour of text
    for colour in colours.items():
        for ground in grounds:
            dim, bright = sorted((luminance(colour[1]), luminance(ground)))
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (colour, ground)
