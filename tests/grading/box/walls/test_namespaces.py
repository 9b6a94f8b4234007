"""Network, processes and privileges of a box."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lessonlib.grading.box.limits import Box
from lessonlib.grading.box.process.client import Zygote
from lessonlib.grading.box.process.remote_call import RemoteCall

Ask = Callable[..., Any]


@pytest.fixture
def listeners(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Servers on this machine: TCP on localhost, an abstract Unix socket, one in a folder."""
    name = f"lessonlib-test-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as abstract,
        socket.socket(socket.AF_UNIX) as path,
    ):
        for listener, address in ((abstract, "\0" + name), (path, str(tmp_path / "socket"))):
            listener.bind(address)
            listener.listen()
        yield {"port": tcp.getsockname()[1], "abstract": name, "path": str(tmp_path / "socket")}


def test_no_server_on_this_machine_can_be_reached(
    zygote: Zygote, attack: Callable[..., Any], listeners: dict[str, Any]
) -> None:
    with socket.create_connection(("127.0.0.1", listeners["port"])):
        assert attack(zygote, Box(), "reach_network", **listeners)[0] == ""


def test_names_cannot_be_looked_up(ask: Ask) -> None:
    assert "gaierror" in ask("import socket\nsocket.getaddrinfo('example.org', 443)")["error"]


def test_there_is_no_interface_but_a_loopback_that_is_down(ask: Ask) -> None:
    interfaces, state = ask(
        "import socket\nreturn [n for _, n in socket.if_nameindex()], open('/proc/net/route').read().splitlines()[1:]"
    )
    assert interfaces[0] == "lo"
    assert state == []


LISTEN = """
import socket, time
def listen():
    server = socket.socket(socket.AF_UNIX)
    server.bind("\\0meet")
    server.listen()
    time.sleep(9)
"""
CONNECT = """
import socket
for _ in range(20):
    time.sleep(0.01)
    assert socket.socket(socket.AF_UNIX).connect_ex("\\0meet") != 0
return "alone"
"""


def test_boxes_cannot_meet_at_an_abstract_socket(zygote: Zygote, ask: Ask) -> None:
    with RemoteCall(zygote, Box(), LISTEN, "listen"):
        assert ask(CONNECT) == "alone"


def test_no_process_outside_can_be_seen_or_sent_a_signal(zygote: Zygote, attack: Callable[..., Any]) -> None:
    assert attack(zygote, Box(), "see_processes", pid=os.getpid())[0] == ""


def test_a_signal_to_everybody_reaches_nobody_outside(zygote: Zygote, ask: Ask) -> None:
    with RemoteCall(zygote, Box(), "import time\ndef f():\n time.sleep(9)", "f") as neighbour:
        ask("import signal\nos.kill(-1, signal.SIGKILL)")
        with pytest.raises(TimeoutError):
            neighbour.child.wait(0.05)


def test_there_is_no_privilege_and_none_to_gain(zygote: Zygote, attack: Callable[..., Any]) -> None:
    assert attack(zygote, Box(), "gain_privileges")[0] == ""


def test_set_user_id_programs_gain_nothing(ask: Ask) -> None:
    body = "import subprocess\nreturn subprocess.run(['su', '-c', 'id'], capture_output=True, stdin=-3).returncode"
    assert ask(body) != 0


def test_the_user_is_nobody_else_here(ask: Ask) -> None:
    user = ask("return os.getuid()")
    assert user == os.getuid() if os.getuid() else user > 60_000


def test_the_machine_is_not_named(ask: Ask) -> None:
    assert ask("return os.uname().nodename") == "box"


@pytest.mark.parametrize("how", ["process", "thread"])
def test_processes_and_threads_work(ask: Ask, how: str) -> None:
    pool = f"from concurrent.futures import {how.title()}PoolExecutor as Pool"
    body = f"{pool}\nwith Pool(2) as pool:\n    return list(pool.map(abs, [-1, -2]))"
    assert ask(body) == [1, 2]
