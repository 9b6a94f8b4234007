"""Has all that it hands in in a zip archive, with names that lead elsewhere, a link, a bomb and another archive."""

import io
import json
import stat
import zipfile

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("01_line.ipynb", "{}")
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("work/01_line.ipynb", json.dumps(notebook))
        archive.writestr("work/zeros", bytes(200_000_000))
        archive.writestr("work/more.zip", inner.getvalue())
        archive.writestr("../../../../gotcha", "x")
        archive.writestr("/tmp/gotcha", "x")
        link = zipfile.ZipInfo("work/secret")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
