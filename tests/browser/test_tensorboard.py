"""TensorBoard in JupyterLab: a frame while it runs, and words when it does not."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.nightly]

CELLS = [
    """
    import tempfile
    from torch.utils.tensorboard import SummaryWriter
    from lessonlib import viz

    runs = tempfile.mkdtemp()
    with SummaryWriter(f"{runs}/first") as writer:
        writer.add_scalar("cost", 0.5, 1)""",
    """
    board = viz.open_tensorboard(runs)
    board""",
    "None",
]


def test_a_frame_that_gives_way_to_words(open_notebook, sync_api):
    notebook = open_notebook([*CELLS, "board.stop()"])
    for k in range(3):
        notebook.run(k)
    output = notebook.output(1)
    sync_api.expect(output.get_by_role("status")).to_contain_text("TensorBoard at http://127.0.0.1:")
    frame = output.frame_locator("iframe[title=TensorBoard]")
    sync_api.expect(frame.get_by_text("cost").first).to_be_visible()
    notebook.run(3)
    sync_api.expect(output.get_by_role("status")).to_have_text(
        "TensorBoard has been stopped. Run this cell again to open it."
    )
    sync_api.expect(output.locator("iframe")).to_be_hidden()


def test_a_server_that_is_gone(open_notebook, sync_api):
    notebook = open_notebook([*CELLS, "board._end()"])
    for k in range(4):
        notebook.run(k)
    output = notebook.output(1)
    sync_api.expect(output.get_by_role("status")).to_contain_text("Nothing answers at http://127.0.0.1:")
    sync_api.expect(output.locator("iframe")).to_be_hidden()
