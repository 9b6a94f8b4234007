"""A zip archive that was handed in, read in memory and without trust: nothing of it is written anywhere."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from lessonlib.grading.handed_in.plain_file import NotPlain, TooLarge, plain_file
from lessonlib.grading.handed_in.tree import File, is_ignored, normal
from lessonlib.grading.printable import printable

MAX_ARCHIVE_MB = 200
_MOST_ARCHIVES = 5
_MOST_AT_ONCE = 1_000_000  # bytes of a member
_DEEPEST = 12
_LONGEST = 255  # bytes of a name
_ANOTHER_WAY = "Hand in the notebook itself, or a plain zip archive."
# Windows names files in its own code page, which the archive does not tell. As Python reads them, Korean
# syllables come out as pieces of table borders.
_KOREAN = re.compile(rb"(?:[\x00-\x7f]|[\xb0-\xc8][\xa1-\xfe])*")


@dataclass(frozen=True)
class Room:
    """How much an archive may hold: MB of the file itself, files, and bytes of the list of their names."""

    megabytes: int = MAX_ARCHIVE_MB
    files: int = 5_000
    names: int = 2_000_000


ONE_STUDENT = Room()


def is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def packed_in(files: Sequence[File], stack: ExitStack, unopened: list[str]) -> list[File]:
    """The files in the archives among `files`, which stay open as long as `stack`. What cannot be opened is said
    in `unopened`.
    """
    packed: list[File] = []
    archives = [(file, file.path) for file in files if is_archive(file.name) and file.path]
    for file, path in archives[:_MOST_ARCHIVES]:
        try:
            packed += stack.enter_context(opened(path, file.name))
        except NotPlain as problem:
            unopened.append(f"'{printable(file.name)}' is {problem}")
        except OSError:
            unopened.append(f"'{printable(file.name)}' cannot be read")
    unopened += [f"'{printable(file.name)}' was not opened" for file, _ in archives[_MOST_ARCHIVES:]]
    return packed


@contextmanager
def opened(
    path: Path, name: str, room: Room = ONE_STUDENT, refused: list[str] | None = None
) -> Iterator[list[File]]:
    """The files in the archive at `path`; their names begin with `name`, as if it were a folder.

    What has an impossible name (absolute, with "..", too long) is not among them, and is listed in `refused`. A file
    can be read until the archive is closed. Raises NotPlain, OSError.
    """
    with plain_file(path) as raw, _Bounded(raw, room.names) as file:
        size = file.seek(0, io.SEEK_END)
        if size > room.megabytes * 1_000_000:
            raise TooLarge(room.megabytes * 1_000_000, size)
        try:
            archive = zipfile.ZipFile(file)
        except Exception as error:  # zipfile takes much of a file's structure for granted
            raise NotPlain(f"a damaged archive ({type(error).__name__})", _ANOTHER_WAY) from None
        with archive:
            members = archive.infolist()
            if len(members) > room.files:
                raise NotPlain(f"an archive with more than {room.files:,} files", _ANOTHER_WAY)
            named = [(_name(member), member) for member in members if not member.is_dir()]
            if refused is not None:
                refused += [_decoded(info) for inner, info in named if not inner and not _is_clutter(info)]
            before = f"{name}/" if name else ""
            yield [File(f"{before}{inner}", partial(_read, archive, info)) for inner, info in named if inner]


class _Bounded(io.BufferedReader):
    """Refuses to give more than so many bytes at a time: zipfile reads the whole list of names at once."""

    def __init__(self, raw: io.RawIOBase, most: int) -> None:
        super().__init__(raw)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(self._most if size is None or size < 0 else min(size, self._most + 1))
        if len(data) > self._most:
            raise zipfile.BadZipFile("its list of names is too long")
        return data


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The content of a member; one of more than `most` bytes is not decompressed at all."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise NotPlain("a link to another file")
    if member.flag_bits & 1:
        raise NotPlain("protected with a password", "Hand it in without a password.")
    if member.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):  # LZMA takes the memory it likes
        raise NotPlain("compressed in an unusual way", _ANOTHER_WAY)
    if member.file_size > most:  # zipfile gives no more than a member says that it has
        raise TooLarge(most, member.file_size)
    content = bytearray()
    try:
        with archive.open(member) as file:
            while chunk := file.read(_MOST_AT_ONCE):
                content += chunk
    except Exception as error:  # zipfile takes much of a file's structure for granted
        raise NotPlain(f"damaged ({type(error).__name__})", _ANOTHER_WAY) from None
    return bytes(content)


def _name(member: zipfile.ZipInfo) -> str:
    """The path of a member within the archive; empty when it cannot be one."""
    name = _decoded(member).replace("\\", "/")
    path = PurePosixPath(name)
    parts = path.parts
    odd = path.is_absolute() or ".." in parts or len(parts) > _DEEPEST or name[1:2] == ":"
    if odd or not parts or any(len(part.encode(errors="replace")) > _LONGEST for part in parts):
        return ""
    return "" if _is_clutter(member) else normal(path.as_posix())


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """Whether a system or an editor put it there."""
    return any(map(is_ignored, PurePosixPath(_decoded(member).replace("\\", "/")).parts))


def _decoded(member: zipfile.ZipInfo) -> str:
    """A member's name as its author saw it."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    raw = member.filename.encode("cp437")  # what zipfile decoded it with
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp949") if _KOREAN.fullmatch(raw) else member.filename
