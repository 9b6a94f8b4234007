"""TensorBoard below a cell: it serves the runs of a folder, and it ends."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from torch.utils.tensorboard import SummaryWriter

from lessonlib.viz import open_tensorboard

ADDRESS = r"http://127\.0\.0\.1:\d+/"


@pytest.fixture
def runs(tmp_path):
    for name in ("first", "second"):
        with SummaryWriter(tmp_path / name) as writer:
            writer.add_scalar("cost", 0.5, 1)
    return tmp_path


def ask(url, what="", method="GET"):
    """As the frame does, and never through a proxy."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request(method, f"/{what}")
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.thorough
def test_it_answers_until_it_is_stopped(runs):
    board = open_tensorboard(runs, height=400)
    assert re.fullmatch(ADDRESS, board.url)
    assert (board.words, board.height, repr(board)) == ("", 400, f"TensorBoard({board.url})")
    assert ask(board.url, method="HEAD") == (200, b"")
    assert b"TensorBoard" in ask(board.url)[1]
    url = board.url
    board.stop()
    board.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(url)
    assert (board.url, repr(board)) == ("", "TensorBoard(not running)")
    assert board.words == "TensorBoard has been stopped. Run this cell again to open it."


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="needs a process that can be killed without a word")
def test_it_ends_with_the_program_that_started_it_even_if_that_is_killed(runs):
    program = (
        "import sys; from lessonlib.viz import open_tensorboard\n"
        "print(open_tensorboard(sys.argv[1]).url, flush=True); input()"
    )
    notebook = subprocess.Popen(
        [sys.executable, "-c", program, str(runs)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with notebook:
        address = urlsplit(notebook.stdout.readline().strip())
        with socket.create_connection((address.hostname, address.port)) as connection:
            os.kill(notebook.pid, signal.SIGKILL)
            connection.settimeout(60)
            assert connection.recv(1) == b""  # the system closes it with the server


def test_where_it_cannot_start_the_reason_is_told(runs):
    board = open_tensorboard(runs, timeout=0.001)
    assert board.url == ""
    assert board.words == "TensorBoard cannot start here: it is not ready within 0.001 seconds."


def test_there_must_be_a_folder(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"there is no folder .*nothing, expected one with event files"
    ):
        open_tensorboard(tmp_path / "nothing")
