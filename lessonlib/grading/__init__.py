"""Grading a class with nbgrader: `lessonlib grade`, our steps in nbgrader's pipeline (nbgrader_config.py names them),
and the demo.
"""

import sys

# jsonschema, under nbformat, builds a parser for international web addresses when it is imported: more than a second,
# for a check of a format that no notebook has. Without it, it goes without that check.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
