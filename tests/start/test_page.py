from lessonlib.start.page import Page


def test_it_is_a_markdown_table_below_a_sentence():
    page = Page("**Ready.**", ("what", "found"), [("Python", "3.11"), ("MNIST", "")])
    assert page._repr_markdown_() == (
        "**Ready.**\n\n| what | found |\n| --- | --- |\n| Python | 3.11 |\n| MNIST |  |"
    )
    assert repr(page) == page._repr_markdown_()
