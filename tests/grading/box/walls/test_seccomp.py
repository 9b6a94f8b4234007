"""System calls that a box refuses."""

from __future__ import annotations

import errno
import platform
from collections.abc import Callable
from typing import Any

import pytest

from lessonlib.grading.box.walls import seccomp
from lessonlib.grading.box.walls.system_calls import CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWUSER

Ask = Callable[..., Any]
COLUMN = ["x86_64", "aarch64"].index(platform.machine())
CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    return ctypes.get_errno() if result < 0 else 0
"""


def test_denied_calls_are_refused(ask: Ask) -> None:
    numbers = {name: numbers[COLUMN] for name, numbers in seccomp._DENIED.items()}
    refused = ask(f"{CALL}return {{name: call(number, *[0] * 6) for name, number in {numbers}.items()}}")
    assert refused == dict.fromkeys(numbers, errno.EPERM)


@pytest.mark.parametrize("flag", [CLONE_NEWUSER, CLONE_NEWNET | 17, CLONE_NEWNS | 17])
def test_clone_makes_no_namespaces(ask: Ask, flag: int) -> None:
    assert ask(f"{CALL}return call({seccomp._CLONE[COLUMN]}, {flag}, 0, 0, 0, 0)") == errno.EPERM


def test_clone3_is_unknown_so_that_libraries_fall_back(ask: Ask) -> None:
    assert ask(f"{CALL}return call({seccomp._CLONE3[COLUMN]}, 0, 0)") == errno.ENOSYS


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second set of numbers")
def test_the_second_set_of_numbers_is_refused(ask: Ask) -> None:
    assert ask(f"{CALL}return call({seccomp._X32} + 39)") == errno.EPERM  # 39: getpid


@pytest.mark.parametrize("family", ["AF_VSOCK", "AF_PACKET", "AF_ALG"])
def test_only_the_usual_families_of_sockets_can_be_made(ask: Ask, family: str) -> None:
    body = f"import socket\nsocket.socket(socket.{family}, socket.SOCK_RAW)"
    assert "Address family not supported" in ask(body)["error"]
