"""nbgrader's exchange among the users of one machine: what it collects is the owner's, and a page that cannot be
published does not keep the others back. book/config.py names the two classes.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from lessonlib.grading.handed_in.plain_file import NotPlain, read_plain
from lessonlib.grading.handed_in.timestamp import OF_NBGRADER, SECRET

_SECRET = re.compile(rb"[0-9a-f]{128}")  # what nbgrader 0.9.6 writes
_MOST = 1_000


class CollectOwn(ExchangeCollect):  # type: ignore[misc]
    """nbgrader 0.9.6 takes the latest submission that says it is a student's, and only warns where another user put it
    there: anybody could take the place of anybody. Here the latest that the student owns is taken.

    `c.CollectApp.check_owner = False` switches it off, where users have other names than students.
    """

    def init_src(self) -> None:
        super().init_src()
        if self.check_owner:
            students = sorted({record["username"] for record in self.src_records})  # type: ignore[has-type]
            self.src_records = [record for one in students if (record := self._latest(one)) is not None]

    def _latest(self, student: str) -> dict[str, Any] | None:
        """The latest submission that this student owns, of those before the due date where nbgrader is told to prefer
        them; None where there is none.
        """
        pattern = f"{student}+{self.coursedir.assignment_id}+*"
        records = [self._path_to_record(str(path)) for path in Path(self.inbound_path).glob(pattern)]
        owned = []
        for record in self._sort_by_timestamp([one for one in records if one["username"] == student]):
            path = Path(self.inbound_path, record["filename"])
            if _owner(path) == student:
                owned.append(record)
            else:
                self.log.error(
                    "%s says that it is from %s, who does not own it: it was left there.", path, student
                )
        due = self.duedate if self.before_duedate else None
        early = [record for record in owned if due is not None and record["timestamp"] <= due]
        return next(iter(early or owned), None)


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader 0.9.6 stops at the first student who did not hand in through the exchange, or whose files it cannot
    read, and publishes nothing for all after that. Here these students are passed over, and named.
    """

    def copy_files(self) -> None:
        folders = [Path(folder) for folder in sorted(glob.glob(self.src_path))]
        without = [folder.parent.name for folder in folders if not _can_be_published(folder)]
        for student in without:
            self.log.warning(
                "%s did not hand in through the exchange: give them their page another way.", student
            )
        excluded = filter(None, [self.coursedir.student_id_exclude, *without])
        self.coursedir.student_id_exclude = ",".join(excluded)
        super().copy_files()


def _can_be_published(folder: Path) -> bool:
    """Whether a folder has the two files of nbgrader's in a form in which it can use them."""
    try:
        found = {name: read_plain(folder / name, _MOST) for name in OF_NBGRADER}
        return bool(_SECRET.fullmatch(found[SECRET])) and bool(found[OF_NBGRADER[0]].decode())
    except (OSError, NotPlain, UnicodeDecodeError):
        return False


def _owner(path: Path) -> str:
    """The name of the user who put a folder there; "" where it is no folder, or of nobody whom this machine knows."""
    import pwd  # not on Windows, where learners read nbgrader_config.py, too

    status = os.lstat(path)
    try:
        return pwd.getpwuid(status.st_uid).pw_name if stat.S_ISDIR(status.st_mode) else ""
    except KeyError:
        return ""
