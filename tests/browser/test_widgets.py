"""Each widget in JupyterLab: it is there, it works by keyboard, and its words and pictures follow."""

import math
import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.nightly]

CELLS = {
    "activation": """
        import torch
        from lessonlib import data, models, viz
        viz.activation_explorer()""",
    "learning rate": """
        viz.learning_rate_explorer({"lr=0.1": [1.0, 0.9, 0.8], "lr=1": [1.0, 0.5, 0.2]})""",
    "line": """
        viz.line_explorer([1, 2, 3], [1, 2, 3], W=2.0, b=-1.0)""",
    "graph": """
        from lessonlib import tf1 as tf
        x = tf.constant(3.0, name="x")
        f = tf.add(tf.square(x, name="square"), 1.0, name="f")
        viz.graph_stepper(tf.Session(), f)""",
    "code": """
        viz.code_explorer(
            lambda z: z.sigmoid().mean().expand(1, 2, 2), torch.tensor([[0.0, 0.0], [2.0, 4.0]]), [0, 1]
        )""",
    "diffusion": """
        viz.diffusion_explorer({9: torch.ones(2, 3, 3), 5: torch.zeros(2, 3, 3), 0: torch.zeros(2, 3, 3)})""",
    "gan": """
        viz.gan_stepper(torch.nn.Linear(1, 1), torch.nn.Linear(1, 1), torch.ones(9, 1), torch.zeros(9, 1))""",
    "depth": """
        viz.depth_explorer(lambda depth: {"halved": [0.5**k for k in range(depth)]}, [2, 4, 8])""",
    "features": """
        viz.feature_stepper(torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.MaxPool2d(2)),
                            torch.rand(2, 3, 6, 6), ["0", "1"], ["disc", "ring"])""",
    "noise": """
        viz.noise_explorer(lambda z: z.sigmoid().reshape(1, 2, 2), torch.eye(4)[:2])""",
    "attention": """
        book = data.alice()
        gpt = models.GPT(models.GPTConfig(symbols=len(book.vocabulary), context=32, width=8, heads=2, blocks=2))
        viz.attention_explorer(gpt, book.vocabulary, "Alice", block=1)""",
    "perceptron": """
        viz.perceptron_stepper(data.xor().train.X, [0, 1, 1, 1])""",
    "shapes": """
        viz.shape_explorer()""",
    "softmax": """
        viz.softmax_explorer()""",
    "threshold": """
        viz.threshold_explorer([0, 1, 1], [0.1, 0.4, 0.9])""",
    "convolution": """
        viz.convolution_explorer()""",
    "descent": """
        viz.descent_explorer()""",
    "playground": """
        class Moons(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.hidden = torch.nn.Linear(2, 8)
                self.output = torch.nn.Linear(8, 2)

            def forward(self, X):
                return self.output(torch.tanh(self.hidden(X)))

        viz.playground(Moons, data.moons())""",
    "other cell": """
        sum(range(1_000))""",
    "mistake": """
        class TooWide(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.output = torch.nn.Linear(3, 2)

            def forward(self, X):
                return self.output(X)

        viz.playground(TooWide, data.xor())""",
    "digit": """
        def upright(X):  # 1 for a narrow drawing, 0 for a broad one
            columns = (X[0, 0].max(dim=0).values > 0.5).sum()
            return torch.nn.functional.one_hot((columns < 10).long(), 10) * 9.0

        viz.draw_a_digit(upright)""",
}


@pytest.fixture(scope="module")
def notebook(open_notebook):
    notebook = open_notebook(list(CELLS.values()))
    notebook.run_all(len(CELLS))
    return notebook


@pytest.fixture
def widget(notebook):
    """widget(name): the output of the cell of that name."""
    return lambda name: notebook.output(list(CELLS).index(name))


@pytest.fixture
def says(sync_api):
    """says(widget, text): wait until its words hold the text, or a match of the pattern."""

    def says(widget, text):
        sync_api.expect(widget.get_by_role("status").last).to_contain_text(text)

    return says


def slider(widget, label):
    """The slider with that name, in focus."""
    handle = widget.get_by_role("slider", name=label, exact=True)
    handle.focus()
    return handle


def test_activation(widget, says):
    output = widget("activation")
    says(output, "logistic at z = 1:")
    slider(output, "z").press("ArrowRight")
    says(output, "logistic at z = 1.1:")
    output.get_by_role("combobox").select_option("relu")
    says(output, "relu at z = 1.1: value 1.1, derivative 1.")


def test_learning_rate(widget, says):
    output = widget("learning rate")
    says(output, "Loss of lr=0.1 falls from 1 to 0.8")
    slider(output, "run").press("ArrowRight")
    says(output, "Loss of lr=1 falls from 1 to 0.2")
    output.get_by_role("checkbox").press("Space")
    says(output, "Loss of lr=1 falls from 1 to 0.2")


def test_line(widget, says):
    output = widget("line")
    says(output, "The mean squared error is 1.67.")
    slider(output, "bias b").press("ArrowLeft")
    says(output, "the line y = 2 x - 1.1")
    slider(output, "weight W").press("ArrowLeft")
    says(output, "the line y = 1.9 x - 1.1")


def test_graph(widget, says):
    output = widget("graph")
    says(output, "4 steps lie ahead")
    for _ in range(3):
        output.get_by_role("button", name="Forward").press("Enter")
    says(output, re.compile("Step 3 of 4: .* and gives"))
    slider(output, "step").press("End")
    says(output, re.compile(r"Step 4 of 4: f \(.*\n10"))


def test_code(widget, says):
    output = widget("code")
    says(output, "At the code (1.00, 2.00)")
    slider(output, "code 1").press("ArrowRight")
    says(output, "At the code (1.04, 2.00)")


def test_diffusion(widget, says):
    output = widget("diffusion")
    says(output, "at time 9, step 0 of 2")
    slider(output, "step").press("ArrowRight")
    says(output, "at time 5, step 1 of 2")


def test_gan(widget, says):
    output = widget("gan")
    says(output, "After 0 steps of D, 0 of G")
    output.get_by_role("button", name="Step of D").press("Enter")
    says(output, "After 1 step of D, 0 of G")
    output.get_by_role("button", name="20 x both").press("Space")
    says(output, "After 21 steps of D, 20 of G")


def test_depth(widget, says):
    output = widget("depth")
    says(output, "Length of the gradient falls from 1 to 0.5")
    slider(output, "layers").press("ArrowRight")
    says(output, "Length of the gradient falls from 1 to 0.125")


def test_features(widget, says):
    output = widget("features")
    says(output, "Picture 1: disc. 0: 2 feature maps of 4 x 4")
    output.get_by_role("button", name="Forward").press("Enter")
    says(output, "Picture 1: disc. 1: 2 feature maps of 2 x 2")
    output.get_by_role("combobox").select_option("2: ring")
    says(output, "Picture 2: ring. 1: 2 feature maps of 2 x 2")


def test_attention_by_keyboard_alone(notebook, widget, says, sync_api):
    """Who has chosen a cell is in command mode, in which JupyterLab has a meaning for arrows, letters and digits."""
    output, keyboard = widget("attention"), notebook.page.keyboard
    num_cells = notebook.page.locator(".jp-Notebook .jp-Cell").count()
    says(output, 'In "Alice" the character e at place 5')
    output.get_by_role("textbox").focus()
    keyboard.press("End")
    keyboard.type(" ran")
    says(output, 'In "Alice·ran" the character n at place 9')
    drawn = output.locator("figure text").first
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    sync_api.expect(drawn).to_contain_text("Block 2: what place 9 looks at")
    keyboard.press("1")
    sync_api.expect(drawn).to_contain_text("Block 1: what place 9 looks at")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    says(output, "the character a at place 8")
    keyboard.press("ArrowLeft")
    says(output, "the character r at place 7")
    for key in ("d", "d"):  # in command mode these delete a cell
        keyboard.press(key)
    assert notebook.page.locator(".jp-Notebook .jp-Cell").count() == num_cells


def test_the_boxes_of_a_graph_are_in_reach_of_tab(notebook, widget, sync_api):
    output = widget("graph")
    sync_api.expect(output.locator(".ll-spot").first).to_be_visible()
    output.get_by_role("button", name="Forward").focus()
    notebook.page.keyboard.press("Tab")
    bubbles = output.locator(".ll-bubble")
    sync_api.expect(bubbles.first).to_be_visible()
    sync_api.expect(bubbles.first).to_contain_text("x = Const()")
    told = re.compile(r"4 steps lie ahead|Step \d of 4")  # other tests step through it
    sync_api.expect(output.get_by_role("group", name=told)).to_have_count(1)
    notebook.page.keyboard.press("Escape")
    sync_api.expect(bubbles.first).to_be_hidden()


def test_noise(widget, says):
    output = widget("noise")
    says(output, "10 of 20 parts, mean brightness")
    slider(output, "part of the way").press("ArrowRight")
    says(output, "11 of 20 parts, mean brightness")


def test_no_label_is_cut_off(widget, notebook, says):
    says(widget("noise"), "of 20 parts")
    cut = """() => [...document.querySelectorAll('.widget-label')]
        .filter(label => label.scrollWidth > label.clientWidth).map(label => label.textContent)"""
    assert notebook.page.evaluate(cut) == []


def test_perceptron(widget, says):
    output = widget("perceptron")
    says(output, "All weights are 0")
    slider(output, "step").press("ArrowRight")
    says(output, "Step 1 of")


def test_shapes(widget, says):
    output = widget("shapes")
    says(output, "The result has the shape (2, 3).")
    first = output.get_by_role("textbox").first
    first.press("End")
    first.press("Backspace")
    first.press("4")
    says(output, re.compile(r"Shapes \(2, 4\) and \(1, 3\).* Error: In axis -1, 4 and 3 are not equal"))
    output.get_by_role("combobox").select_option("matrix product: @")
    says(output, "The last axis of the first, 4, meets 1 of the second: not equal.")


def test_softmax(widget, says):
    output = widget("softmax")
    says(output, "At temperature 1: class 0 70.5%")
    slider(output, "temperature").press("ArrowRight")
    says(output, "At temperature 2: class 0 54.7%")
    slider(output, "class 1").press("ArrowUp")
    says(output, "class 0 53.7%")


def test_convolution(widget, says):
    output = widget("convolution")
    says(output, "Step 1 of 16")
    slider(output, "stop").press("ArrowRight")
    says(output, "Step 2 of 16: rows 0 to 2, columns 1 to 3")
    slider(output, "stride").press("ArrowRight")
    says(output, "Step 2 of 4: rows 0 to 2, columns 2 to 4")


def test_descent(widget, says):
    output = widget("descent")
    says(output, "At the start: w = -4, b = 2")
    output.get_by_role("button", name="Forward").press("Space")
    says(output, "Step 1 of 40: w = -3.92, b = 1.2")
    slider(output, "start w").press("ArrowRight")
    says(output, "Step 1 of 40: w = -3.82, b = 1.2")
    output.get_by_role("combobox").select_option("Adam")
    says(output, "Adam, learning rate 0.1. Step 1 of 40")


def test_descent_starts_where_one_clicks(widget, says):
    output = widget("descent")
    picture = output.locator("figure svg")
    box = picture.bounding_box()
    slider(output, "step").press("Home")
    picture.click(position={"x": box["width"] * (0.1 + 0.87 / 2), "y": box["height"] * (0.08 + 0.79 / 2)})
    says(output, re.compile(r"At the start: w = -?0(\.0\d*)?, b = -?0(\.0\d*)?, loss"))


def loss_of(widget):
    return float(re.search(r"training loss ([\d.]+)", widget.get_by_role("status").inner_text())[1])


def test_playground_trains_while_other_cells_run(notebook, widget, says, sync_api):
    output = widget("playground")
    says(output, "After 0 epochs")
    before = loss_of(output)
    output.get_by_role("button", name="Step").press("Enter")
    says(output, "After 1 epoch:")
    assert loss_of(output) < before

    output.get_by_role("button", name="Train").press("Enter")
    says(output, "Training. Pause stops it.")
    other = list(CELLS).index("other cell")
    title = output.locator("figure svg text", has_text=re.compile(r"^epoch \d+:"))
    sync_api.expect(title).to_have_text(re.compile(r"^epoch ([4-9]|\d\d+):"))
    notebook.run(other)
    sync_api.expect(notebook.prompt(other)).to_have_text(f"[{len(CELLS) + 1}]:")
    sync_api.expect(notebook.output(other)).to_contain_text("499500")
    sync_api.expect(output.get_by_role("button", name="Pause")).to_be_visible()  # it still trains
    output.get_by_role("button", name="Pause").press("Enter")
    says(output, re.compile(r"After \d+ epochs"))
    assert loss_of(output) < before / 2

    slider(output, "learning rate").press("ArrowRight")
    output.get_by_role("button", name="Reset").press("Enter")
    says(output, "After 0 epochs")
    assert loss_of(output) == before


def test_a_learners_mistake_is_told_in_the_playground(widget, says):
    output = widget("mistake")
    says(output, "A layer for 3 numbers a row got 2")
    says(output, "In forward, line 7 of its cell or file: return self.output(X)")
    assert "Traceback" not in output.inner_text()


def test_draw_with_the_pointer(notebook, widget, says):
    output = widget("digit")
    says(output, "Nothing is drawn yet.")
    sheet = output.get_by_role("application")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    mouse = notebook.page.mouse
    mouse.move(box["x"] + 140, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 140, box["y"] + 220, steps=8)
    mouse.up()
    says(output, "The drawing is read as 1")
    output.get_by_role("button", name="Clear").press("Enter")
    says(output, "Nothing is drawn yet.")
    mouse.move(box["x"] + 220, box["y"] + 140)
    mouse.down()
    for k in range(1, 25):
        angle = k * math.tau / 24
        mouse.move(box["x"] + 140 + 80 * math.cos(angle), box["y"] + 140 + 80 * math.sin(angle))
    mouse.up()
    says(output, "The drawing is read as 0")


def test_draw_with_the_keys(widget, says, sync_api):
    output = widget("digit")
    sheet = output.get_by_role("application")
    sheet.press("Delete")
    says(output, "Nothing is drawn yet.")
    pen = output.get_by_role("status").first
    sheet.press("Space")
    for _ in range(8):
        sheet.press("ArrowDown")
    sheet.press("Space")
    sync_api.expect(pen).to_contain_text("Pen up")
    says(output, "The drawing is read as 1")
    sheet.press("ArrowRight")
    sheet.press("Backspace")
    says(output, "Nothing is drawn yet.")
