"""Has a zip archive whose notebook would unpack to a gigabyte."""

import zipfile

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    with (
        zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("01_line.ipynb", "w") as file,
    ):
        for _ in range(1_000):
            file.write(bytes(1_000_000))
