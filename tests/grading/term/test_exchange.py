"""nbgrader's exchange as users of one machine use it: an instructor and two students, with the rights that they have.

Only root can start programs as other users, so elsewhere this is skipped. The users are accounts that every Linux has.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from lessonlib.grading.receipt.receipt import loads
from lessonlib.grading.term.exchange import _can_be_published, _owner

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "dl2026"
c.Exchange.root = "{exchange}"
"""
RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}
RAN: list[str] = []
WRONG = RIGHT | {"layers": "hidden_layers = 0"}


def accounts():
    import pwd

    return [one for one in pwd.getpwall() if 0 < one.pw_uid < 100][:3]


class User:
    """A user of this machine, with a home that others cannot enter."""

    def __init__(self, account, place):
        self.name, self.uid, self.gid = account.pw_name, account.pw_uid, account.pw_gid
        self.home = place / f"home-{self.name}"
        self.home.mkdir(mode=0o700)
        os.chown(self.home, self.uid, self.gid)

    def run(self, *command, folder=None, status=0):
        RAN.append(" ".join(command))
        environment = {
            "HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "MPLCONFIGDIR": str(self.home),
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(
            command,
            cwd=folder or self.home,
            env=environment,
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            umask=0o022,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def give(self, path):
        """Let this user own a folder and all in it."""
        for one in (path, *path.rglob("*")):
            os.chown(one, self.uid, self.gid)


@pytest.fixture
def place():
    """A folder that everybody can pass through."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can start programs as other users")
    if len(accounts()) < 3:
        pytest.skip("this machine has fewer than three accounts of the system")
    user = accounts()[0]
    test = ["test", "-x", str(Path(sys.executable).resolve()), "-a", "-r", nbformat.__file__]
    if subprocess.run(test, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/").returncode:
        pytest.skip(f"other users may not run {sys.executable}, or read its packages")
    folder = Path(tempfile.mkdtemp(prefix="exchange-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def users(place, checkout):
    """The instructor, who has the course, and two students; nbgrader is configured for all."""
    instructor, ada, bob = (User(account, place) for account in accounts())
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o1777)
    config = CONFIG.format(exchange=exchange)
    for student in (ada, bob):
        (student.home / "nbgrader_config.py").write_text(config, encoding="utf-8")
        student.give(student.home)
    course = instructor.home / "course"
    shutil.copytree(checkout, course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(config.replace("c = get_config()", ""))
    instructor.give(instructor.home)
    return instructor, ada, bob


def answer(student, notebook):
    path = student.home / "01_xor" / "01_xor.ipynb"
    nbformat.write(notebook, path)
    os.chown(path, student.uid, student.gid)


@pytest.mark.slow
@pytest.mark.nightly
def test_release_fetch_submit_collect_feedback(users, place, answered):
    instructor, ada, bob = users
    course = instructor.home / "course"
    instructor.run("nbgrader", "generate_assignment", "01_xor", folder=course)
    instructor.run("nbgrader", "release_assignment", "01_xor", folder=course)
    for student, answers in ((ada, RIGHT), (bob, WRONG)):
        student.run("nbgrader", "fetch_assignment", "01_xor")
        answer(student, answered(**answers))
        student.run("nbgrader", "submit", "01_xor")

    inbound = place / "exchange/dl2026/inbound"
    [mine] = inbound.glob(f"{ada.name}+*")
    assert "ermission denied" in bob.run("ls", str(inbound), status=None)
    assert "ermission denied" in bob.run("cat", str(ada.home / "01_xor/01_xor.ipynb"), status=None)
    assert "ermission denied" in bob.run("ls", str(course), status=None)
    assert "not permitted" in bob.run(
        "mv", str(place / "exchange/dl2026"), str(place / "exchange/x"), status=None
    )

    # Bob hands in for Ada, later than she did: it is left, and said.
    bob.run("sleep", "1.1")
    bob.run("nbgrader", "submit", "01_xor", f"--student={ada.name}")
    said = instructor.run("nbgrader", "collect", "01_xor", folder=course)
    assert f"says that it is from {ada.name}, who does not own it" in said
    collected = course / "submitted" / ada.name / "01_xor"
    assert (collected / "01_xor.ipynb").read_bytes() == (mine / "01_xor.ipynb").read_bytes()

    # Somebody who handed in by mail has a page, too, and keeps nobody else's back.
    by_mail = course / "submitted" / "mail" / "01_xor"
    by_mail.mkdir(parents=True)
    nbformat.write(answered(**RIGHT), by_mail / "01_xor.ipynb")
    instructor.give(course / "submitted")
    instructor.run("lessonlib", "grade", "01_xor", folder=course)
    said = instructor.run("nbgrader", "release_feedback", "01_xor", folder=course)
    assert "mail did not hand in through the exchange" in said

    published = place / "exchange/dl2026/feedback"
    assert "ermission denied" in bob.run("ls", str(published), status=None)
    for student, points in ((ada, 10), (bob, 6)):
        student.run("nbgrader", "fetch_feedback", "01_xor")
        [page] = (student.home / "01_xor/feedback").rglob("*.html")
        assert f"Score: {points} / 10" in page.read_text("utf-8")
        assert loads(page.read_text("utf-8")).receipt.student == student.name
        shutil.copy(course / "receipts.pub", student.home)
        (student.home / "receipts.pub").chmod(0o644)
        checked = student.run("lessonlib", "verify", str(page), "01_xor/01_xor.ipynb")
        assert "yes  Genuine" in checked
        assert "yes  Your submission" in checked
    page = (Path(__file__).parents[3] / "docs/class.md").read_text("utf-8")
    section = page.partition("## One machine for all")[2].partition("## At the end")[0]
    documented = re.findall(
        r"^((?:nbgrader|lessonlib) .+)$", section.replace("05_checkpoints", "01_xor"), re.MULTILINE
    )
    assert len(documented) == 7
    assert [line for line in documented if line not in RAN] == []
    assert stat.S_IMODE((course / ".lessonlib/receipts.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("secret", "timestamp", "can"),
    [
        (b"0a" * 64, b"2026-12-01 10:00:00 UTC", True),
        (None, b"2026-12-01 10:00:00 UTC", False),
        (b"0a" * 64, None, False),
        (b"\xff\xfe", b"2026-12-01 10:00:00 UTC", False),
        (b"0a" * 64, b"\xff\xfe", False),
        (b"x" * 10_000, b"2026-12-01 10:00:00 UTC", False),
    ],
)
def test_only_what_nbgrader_can_read_is_published(tmp_path, secret, timestamp, can):
    for name, content in (("submission_secret.txt", secret), ("timestamp.txt", timestamp)):
        if content is not None:
            (tmp_path / name).write_bytes(content)
    assert _can_be_published(tmp_path) is can


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no owners by uid")
def test_a_link_belongs_to_nobody(tmp_path):
    import pwd

    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    assert _owner(tmp_path / "folder") == pwd.getpwuid(os.getuid()).pw_name
    assert _owner(tmp_path / "link") == ""
