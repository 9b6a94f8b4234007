"""What a page shows of a chapter that has run."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessonlib.build.packing import PACKED_CALL
from lessonlib.viz.widgets import softmax_explorer
from website.chapters import chapter_page
from website.errors import WebsiteError

WIDGET = "application/vnd.jupyter.widget-view+json"


def page(*cells, **options):
    notebook = new_notebook(cells=[new_markdown_cell("# 4a. Softmax"), *cells])
    return chapter_page(notebook, "04a_softmax", **options)


def shown(code, **data):
    return new_code_cell(code, outputs=[new_output("execute_result", data=data, execution_count=1)])


def test_a_widget_gives_way_to_its_still_with_a_text():
    bundle = softmax_explorer()._repr_mimebundle_()
    assert WIDGET in bundle
    made = page(shown("viz.softmax_explorer()", **bundle))
    (output,) = made.cells[1].outputs
    assert set(output.data) == {"text/html", "text/plain"}
    assert 'aria-label="At temperature 1: class 0 70.5%' in output.data["text/html"]


def test_a_widget_without_a_still_is_refused():
    cell = shown("a_widget()\n", **{WIDGET: {"model_id": "1"}, "text/plain": "Widget()"})
    with pytest.raises(
        WebsiteError, match=r"04a_softmax: the cell `a_widget\(\)` shows a widget without a still"
    ):
        page(cell)


def test_a_progress_bar_leaves_nothing():
    cell = shown(
        "fit()", **{WIDGET: {"model_id": "1"}, "text/plain": "  0%|          | 0/240 [00:00<?, ?step/s]"}
    )
    assert page(cell).cells[1].outputs == []


def test_the_packed_cell_is_left_out():
    made = page(new_code_cell(f'{PACKED_CALL}"QlpoOTFB")'), new_code_cell("1"))
    assert [cell.source for cell in made.cells] == ["# 4a. Softmax", "1"]


def test_a_cell_with_an_explorer_leads_to_its_page():
    cells = [new_code_cell("viz.softmax_explorer()"), new_code_cell("viz.descent_explorer()")]
    made = page(*cells, explorers=["softmax"])
    texts = [cell.source for cell in made.cells if cell.cell_type == "markdown"]
    assert len(texts) == 2
    assert "(../explorers/softmax.md)" in texts[1]


def test_the_map_gives_way_to_the_list_of_lessons():
    made = page(shown("course_map()", **{"text/markdown": "0 of 17 read"}), lessons=lambda: "| a list |")
    assert made.cells[1].outputs == []
    assert "| a list |" in made.cells[2].source


def test_the_links_stand_below_the_opening_and_ids_depend_on_places_alone():
    made = page(new_code_cell("1"), launch="links")
    assert [cell.source for cell in made.cells] == ["# 4a. Softmax", "links", "1"]
    assert [cell.id for cell in made.cells] == ["cell-0", "cell-1", "cell-2"]


def test_the_notebook_given_is_not_changed():
    notebook = new_notebook(cells=[new_markdown_cell("# 4a"), new_code_cell("course_map()")])
    before = repr(notebook)
    chapter_page(notebook, "04a", launch="links", lessons=lambda: "list")
    assert repr(notebook) == before
