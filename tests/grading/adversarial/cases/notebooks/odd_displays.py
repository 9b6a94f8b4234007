"""Shows what no page can show: widgets without a state, data, metadata and counts of the wrong kinds."""

POINTS = 10
STATE = "graded"


SOURCE = """
from IPython import get_ipython
from IPython.display import display

shell = get_ipython()
view, state = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
for value in ("no dictionary", {"model_id": "x"}, {}, None, 5, ["a", 1], {"a": object()}):
    for kind in (view, state, "text/html", "text/plain", "image/png", "image/svg+xml", "application/json", "", "\\ud800"):
        try:
            display({kind: value}, raw=True)
        except Exception as error:
            print(error)
for metadata in ({"image/png": "x"}, {"image/png": ["x"]}, {"width": {"a": 1}}, {"text/html": {"isolated": 1}}, {"\\ud800": 1}):
    display({"image/png": "iVBORw0KGgo=", "text/html": "<b>a</b>"}, metadata=metadata, raw=True)


class Odd:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": 5, "text/plain": None}, ["no", "dictionary"]

    def __repr__(self):
        return "\\ud800"


shell.execution_count = -5
Odd()
"""
LARGE = "get_ipython().execution_count = 10 ** 400\n1"


def hand_in(folder, notebook):
    first = next(iter(notebook.given))
    notebook.add(SOURCE, before=first)
    notebook.add(LARGE, before=first)
    notebook.add(SOURCE)
    return notebook
