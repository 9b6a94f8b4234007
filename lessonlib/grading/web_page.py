"""What the feedback pages and the report share: templates that escape what they are given, one set of colours for light
and dark, and a policy under which nothing runs and nothing is loaded.
"""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from lessonlib.grading.printable import printable


def environment() -> Environment:
    """Templates by the names of their packages, as in "grading:page.html"."""
    loaders = {
        name: PackageLoader(f"lessonlib.{name}") for name in ("grading", "grading.report", "grading.similar")
    }
    made = Environment(
        loader=PrefixLoader(loaders, delimiter=":"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"points": points, "share": "{:.0%}".format, "printable": printable}
    made.globals["policy"] = lambda style: Markup(content_security_policy(style))
    return made


def points(number: float) -> str:
    """Points as a page writes them: at most two decimals, none where they are zero."""
    return f"{round(number, 2):g}"


def content_security_policy(style: str) -> str:
    """For a page whose only style is `style`: no script, no frame, no form, no picture but those in the page itself.

    A style in an element is not applied either, whoever wrote it.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'; img-src data:"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
