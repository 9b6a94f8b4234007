"""What can go wrong with data, and what to do then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lessonlib import LessonlibError


class DataError(LessonlibError):
    """A data set cannot be provided; the message says why and what to do."""


class UnknownDataError(DataError):
    """There is no data set with this name to fetch."""

    def __init__(self, name: str, names: list[str]) -> None:
        super().__init__(
            f"{name!r} is not a data set that can be fetched. These can: {', '.join(names)}. "
            "All data sets are listed by: lessonlib data list"
        )


class MissingDataError(DataError):
    """A data set has not been fetched yet."""

    def __init__(self, name: str, folders: list[Path]) -> None:
        looked = " and ".join(str(folder) for folder in folders)
        super().__init__(
            f"{name} is not on this machine (looked in {looked}). Run: lessonlib data fetch {name}"
        )


class DamagedFileError(DataError):
    """A file is not the published one; ``reason`` says what is wrong with it."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"{file} is damaged: {reason}. Fetch it again: lessonlib data fetch {file.parent.name}"
        )
        self.reason = reason


class MirrorError(DataError):
    """One mirror did not provide the file."""


class BrokenOffError(MirrorError):
    """One mirror provided a part of the file; what has arrived is kept, and the next attempt continues from there."""


class DownloadError(DataError):
    """No mirror provided the file; ``reasons`` says why, for each address."""

    def __init__(self, target: Path, reasons: Mapping[str, str]) -> None:
        tried = "\n".join(f"  {url}: {reason}" for url, reason in reasons.items())
        super().__init__(
            f"{target.name} could not be fetched:\n{tried}\n"
            "Check the network connection and run the same command again. Or load the file in a browser and save it as "
            f"{target}"
        )
        self.reasons = dict(reasons)


class StorageError(DataError):
    """A folder cannot hold a file: the disk is full, or the folder may not be written to."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"Cannot write to {folder}: {error.strerror or error}. Make room there, or set the environment variable "
            "LESSONLIB_DATA to a folder that you can write to."
        )


class HeaderError(DataError, ValueError):
    """A CSV file does not hold what its first line says."""
