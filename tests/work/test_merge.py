"""New releases under a learner's answers: the cases of nbgitpuller's documentation, and what tasks can become."""

import pytest

from lessonlib.work.merge import merge
from tests.work.conftest import RELEASE, STUB, answer, notebook_of

MINE = "def double(x):\n    # Twice x.\n    return x + x"


def changed(**texts):
    """RELEASE with other texts; None leaves a cell out. The key is the cell's name, or `at_2` for one without."""
    cells = []
    for number, (kind, name, source) in enumerate(RELEASE):
        text = texts.get(name or f"at_{number}", source)
        if text is not None:
            cells.append((kind, name, text))
    return cells


def merged(own, release, base=RELEASE):
    result = merge(own, notebook_of(release), notebook_of(base) if base else None, "01_small")
    return [cell.source for cell in result.notebook.cells], result


def texts(cells):
    return [source for _, _, source in cells]


def begun():
    own = notebook_of(RELEASE)
    answer(own, "double", MINE)
    return own


def test_answers_stay_tests_and_texts_become_new():
    new = changed(doubles="assert double(3) == 6", at_2="Write `double(x)`, please.")
    found, result = merged(begun(), new)
    expected = texts(new)
    expected[3] = MINE
    assert found == expected
    assert result.changes == ("'doubles' has a new text.",)


def test_nothing_changes_when_nothing_is_new():
    found, result = merged(begun(), RELEASE)
    assert found == [MINE if source == STUB else source for source in texts(RELEASE)]
    assert result.changes == ()


def test_a_stub_that_nobody_touched_becomes_the_new_stub():
    new = changed(double="def double(x, y):\n    raise NotImplementedError")
    found, _ = merged(notebook_of(RELEASE), new)
    assert found == texts(new)


def test_a_new_task_and_a_new_text_come_in_at_their_place():
    new = [
        *RELEASE[:5],
        ("text", "", "Once more."),
        ("answer", "triple", "raise NotImplementedError"),
        *RELEASE[5:],
    ]
    found, result = merged(begun(), new)
    assert found == [MINE if source == STUB else source for source in texts(new)]
    assert result.changes == ("The task 'triple' is new.",)


def test_a_task_that_is_gone_leaves_its_answer_and_nothing_else():
    new = [cell for cell in RELEASE if cell[1] not in ("double", "doubles") and cell[2] != "Write `double`."]
    found, result = merged(begun(), new)
    assert found == [*texts(RELEASE)[:2], MINE, *texts(RELEASE)[5:]]
    assert result.changes == (
        "'double' is not in the exercise any more; what you wrote stays, as an ordinary cell.",
        "'doubles' is not in the exercise any more.",
    )


def test_a_task_with_a_new_name_gets_its_answer():
    new = [
        ("answer", "twice", source) if name == "double" else (kind, name, source)
        for kind, name, source in RELEASE
    ]
    own = begun()
    answer(own, "double", MINE + "\n")
    found, result = merged(own, new)
    assert found[3].strip() == MINE
    assert len(found) == len(RELEASE)
    assert result.changes == ("The task 'double' is called 'twice' now; your answer is there.",)


def test_a_task_that_was_split_keeps_the_whole_answer():
    both = "def double(x):\n    # Twice x.\n    return 2 * x\n\ndef triple(x):\n    return 3 * x"
    own = notebook_of(RELEASE)
    answer(own, "double", both)
    second = ("answer", "double_b", "def triple(x):\n    raise NotImplementedError")
    new = [*RELEASE[:3], ("answer", "double_a", STUB), second, *RELEASE[4:]]
    found, _ = merged(own, new)
    assert both in found
    assert "def triple(x):\n    raise NotImplementedError" in found


def test_own_cells_stay_behind_the_cell_they_stood_behind():
    own = begun()
    scratch = notebook_of([("code", "", "double(21)"), ("text", "", "My note.")]).cells
    own.cells[5:5] = scratch
    own.cells.insert(0, notebook_of([("text", "", "Mine, first.")]).cells[0])
    found, _ = merged(own, RELEASE)
    assert found[0] == "Mine, first."
    assert found[6:8] == ["double(21)", "My note."]
    assert len(found) == len(RELEASE) + 3


@pytest.mark.parametrize("newer", [RELEASE, changed(doubles="assert double(3) == 6")])
def test_an_edited_test_is_the_releases_again_and_the_edit_stays_beside_it(newer):
    own = begun()
    own.cells[4].source = "assert double(2) == 4\nprint('mine')"
    found, result = merged(own, newer)
    assert found[4:6] == [texts(newer)[4], "assert double(2) == 4\nprint('mine')"]
    assert any("You had changed 'doubles'" in change for change in result.changes)
    grades = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in result.notebook.cells]
    assert grades[5] is None
    assert grades.count("doubles") == 1


def test_an_edited_text_stays_behind_the_new_one():
    own = begun()
    own.cells[2].source = "Write `double`. I find this easy."
    found, _ = merged(own, changed(at_2="Write `double(x)`."))
    assert "Write `double(x)`." in found
    assert "Write `double`. I find this easy." in found


def test_lines_that_a_test_lost_come_back_without_a_word():
    own = begun()
    own.cells[4].source = ""
    found, _ = merged(own, RELEASE)
    assert found[4] == "assert double(2) == 4"
    assert len(found) == len(RELEASE)


def test_deleted_cells_and_deleted_marks():
    own = begun()
    for cell in own.cells:
        cell.metadata.pop("nbgrader", None)
    del own.cells[7]
    found, result = merged(own, RELEASE)
    assert found == [MINE if source == STUB else source for source in texts(RELEASE)]
    assert [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in result.notebook.cells] == [
        name for _, name, _ in RELEASE
    ]


def test_a_second_copy_of_an_answer_stays_as_an_ordinary_cell():
    own = begun()
    copy = notebook_of(RELEASE).cells[3]
    copy.id, copy.source = "01-again", "def double(x):\n    return 7"
    own.cells.insert(4, copy)
    found, result = merged(own, RELEASE)
    assert "def double(x):\n    return 7" in found
    assert MINE in found
    assert any("more than once" in change for change in result.changes)


def test_outputs_stay_where_the_text_stays():
    own = begun()
    answer(own, "doubles", "assert double(2) == 4")
    _, result = merged(own, changed(halves="assert half == 1 / 2"))
    counts = {
        cell.metadata.nbgrader.grade_id: cell.execution_count
        for cell in result.notebook.cells
        if "nbgrader" in cell.metadata and cell.cell_type == "code"
    }
    assert counts["double"] == counts["doubles"] == 1
    assert counts["halves"] is None


def test_windows_line_ends_are_no_change():
    own = begun()
    for cell in own.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    found, result = merged(own, changed(at_2="New."))
    assert len(found) == len(RELEASE)
    assert found[3].replace("\r\n", "\n") == MINE
    assert result.changes == ()


def test_ids_are_unique_and_merging_twice_changes_nothing():
    own = begun()
    own.cells.insert(5, notebook_of([("code", "", "double(21)")]).cells[0])
    own.cells[5].id = own.cells[0].id
    new = changed(doubles="assert double(3) == 6", half=None, halves=None)
    first, result = merged(own, new)
    assert len({cell.id for cell in result.notebook.cells}) == len(result.notebook.cells)
    second, again = merged(result.notebook, new)
    assert second == first
    assert again.changes == ()


def test_without_the_old_release_checksums_tell_what_is_an_answer():
    found, _ = merged(begun(), changed(doubles="assert double(3) == 6"), base=None)
    assert found[3] == MINE
    assert "assert double(2) == 4" not in found
