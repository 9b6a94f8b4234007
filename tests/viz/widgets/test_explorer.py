"""The frame of all widgets: controls redraw, and there is always a still picture."""

import ipywidgets
import nbformat
from nbconvert import HTMLExporter

from lessonlib.viz import Explorer, learning_curves


def explorer(**options):
    slider = ipywidgets.IntSlider(value=2, min=1, max=5)
    return slider, Explorer([slider], lambda: learning_curves({"<loss>": [1.0] * slider.value}), **options)


def shown(widget):
    return widget.box.children[-1].words


def test_moving_a_control_draws_again():
    slider, widget = explorer()
    assert "stays at 1 in 2 steps" in shown(widget)
    slider.value = 4
    assert "stays at 1 in 4 steps" in shown(widget)


def test_snapshot_is_the_present_picture_or_the_one_that_stands_for_all():
    slider, widget = explorer()
    slider.value = 3
    assert widget.snapshot().alt.endswith("in 3 steps.")
    _, widget = explorer(still=lambda: learning_curves({"a": [2.0, 1.0]}))
    assert widget.snapshot().alt == "Loss falls from 2 to 1 in 2 steps."


def test_a_front_end_gets_the_widget_and_the_still_picture():
    _, widget = explorer()
    bundle = widget._repr_mimebundle_()
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.box.model_id
    assert bundle["text/html"] == widget.snapshot().html
    assert bundle["text/plain"] == widget.snapshot().alt


def test_a_page_made_of_a_saved_notebook_shows_the_still_picture():
    _, widget = explorer()
    output = nbformat.v4.new_output("display_data", widget._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert f'aria-label="{widget.snapshot().alt}"' in page
    assert "widget-view+json" not in page
