"""Has an archive beside it that would unpack to a gigabyte, and names that lead elsewhere."""

import zipfile

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    with zipfile.ZipFile(folder / "data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(50_000_000))
        archive.writestr("../../../../gotcha", "x")
        archive.writestr("/tmp/gotcha", "x")
    return notebook
