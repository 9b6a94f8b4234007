"""Has links to secrets and pipes beside a right notebook, and prints them."""

import os

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "secret").symlink_to(folder.parents[2] / "gradebook.db")
    (folder / "solutions").symlink_to(folder.parents[2] / "solutions")
    os.mkfifo(folder / "pipe")
    notebook.add("import glob\nprint([open(name, 'rb').read() for name in glob.glob('**', recursive=True)])")
    return notebook
