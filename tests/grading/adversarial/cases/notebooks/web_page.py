"""Hands in the page, the PDF and the program that Jupyter makes of a notebook."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.html").write_text("<!DOCTYPE html><title>01_line</title><script>GOTCHA()</script>")
    (folder / "01_line.pdf").write_bytes(b"%PDF-1.7")
    (folder / "01_line.py").write_text("# coding: utf-8")
