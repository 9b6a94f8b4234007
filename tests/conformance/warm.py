"""Runs programs in forks of one process that has imported the library: an import takes longer than most of them.

A line on the standard input is a job, {"program", "folder", "env", "seconds"}; its answer is a line with the status.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import traceback

import torch._dynamo  # noqa: F401  # a graph's first operation would import it

import lessonlib.tf1  # noqa: F401

OUTPUT, ERRORS = "stdout.txt", "stderr.txt"


def run(job: dict) -> None:
    """Become the program: its folder, its environment, its streams."""
    os.chdir(job["folder"])
    os.environ.update(job["env"])
    signal.alarm(job["seconds"])
    for number, name in ((1, OUTPUT), (2, ERRORS)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    sys.argv, sys.path[0] = [job["program"]], job["folder"]
    runpy.run_path(job["program"], run_name="__main__")


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            status = 1
            try:
                run(json.loads(line))
                status = 0
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
