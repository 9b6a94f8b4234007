"""Sphinx's settings. Nothing that a page shows or runs comes from elsewhere."""

import importlib.metadata

project = "lessonlib"
author = "The lessonlib authors"
version = release = importlib.metadata.version("lessonlib")
language = "en"

extensions = ["myst_nb", "website.formulas"]
exclude_patterns = ["notebooks"]
nb_execution_mode = "off"  # executed.py has done it
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "text/markdown", 1)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

html_math_renderer = "mathml"
html_theme = "pydata_sphinx_theme"
html_title = "lessonlib: deep learning that you can run"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["access.js"]
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # it would fetch pages, which a browser does not do from a folder
html_copy_source = False
html_theme_options = {
    "logo": {"text": "lessonlib"},
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_start": ["copyright"],
    "footer_end": [],
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
}
