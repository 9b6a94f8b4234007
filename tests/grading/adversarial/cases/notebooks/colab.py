"""Comes from Google Colab: nbgrader's marks and the cells' ids are gone, others are there."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for number, cell in enumerate(notebook["cells"]):
        del cell["id"]
        cell["metadata"] = {"id": f"x{number}", "colab": {"base_uri": "https://localhost:8080/"}}
    notebook["metadata"] = {
        "colab": {"provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "accelerator": "GPU",
    }
    notebook["nbformat_minor"] = 0
    return notebook
