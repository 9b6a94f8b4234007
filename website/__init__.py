"""The course as a web site: every chapter with its outputs, the exercises' statements, the docs, and explorers that run
in the reader's browser.

`executed.py` runs the chapters, unless `kept.py` has their outputs; `chapters.py` and `exercises.py` make of a notebook
what a page shows;
`pages.py` lays all pages out for Sphinx, whose settings are in `conf.py`; `audit.py` looks at what came out.
`python -m website` does all of it.
"""
