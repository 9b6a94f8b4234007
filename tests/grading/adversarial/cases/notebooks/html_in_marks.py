"""Has HTML for ids, names and file names, which reports repeat."""

POINTS = 10
STATE = "repaired"


EVIL = "<script>GOTCHA()</script>"


def hand_in(folder, notebook):
    (folder / f"{EVIL[:8]}.txt").symlink_to("/etc/passwd")
    notebook.add("pass", nbgrader={"grade_id": EVIL, "grade": True, "points": 1})
    notebook["metadata"]["kernelspec"] = {"name": EVIL, "display_name": EVIL}
    notebook["metadata"]["title"] = EVIL
    return notebook
