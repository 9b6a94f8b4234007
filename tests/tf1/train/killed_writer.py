"""A program that forks writers of checkpoints and kills them: run by test_saver_killed.py.

``killed_writer.py FOLDER numbered|same`` reads lines of stdin: a number of saves, such as 1.4, or ``event N``. For each
it forks a writer, which goes on from the newest checkpoint and saves again and again, and kills it with SIGKILL: after
so many saves (the fraction is one of the time that a save takes), or right before its N-th operation on files. It
answers with one line: the last step whose save had returned, and whether the writer was killed (a writer that makes
less than N operations ends by itself).

Here torch is imported and the graph is built once (on tensors without data), but nothing runs, so that no thread of
torch is there when a writer is forked.
"""

import itertools
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

import lessonlib.tf1 as tf

SIZES = {"a": [512, 1024], "b": [1024, 256], "step": []}  # 3 MB


def build():
    """(variables, an operation that sets all of them to the number, the placeholder of the number)."""
    number = tf.placeholder(tf.float32, [], name="number")
    variables = [tf.Variable(tf.zeros(size), name=name) for name, size in SIZES.items()]
    return variables, tf.group(*[v.assign(tf.ones(v.shape.as_list()) * number) for v in variables]), number


def write_on(graph, folder, numbered, saved, event):
    """Save checkpoints of growing numbers for ever, and write each number to the pipe ``saved`` when it is saved."""
    variables, fill, number = graph
    saver = tf.train.Saver(variables, max_to_keep=2)
    with tf.Session(device="cpu") as session:
        state = tf.train.get_checkpoint_state(folder)
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        start = int(session.run(variables[-1]))
        os.write(saved, np.int64(start).tobytes())
        if event is not None:
            kill_before(event, folder)
        for step in itertools.count(start + 1) if event is None else range(start + 1, start + 4):
            session.run(fill, {number: step})
            saver.save(session, folder / "m", global_step=step if numbered else None)
            os.write(saved, np.int64(step).tobytes())


def kill_before(event, folder):
    """End this process like SIGKILL does, right before its ``event``-th operation on files of ``folder``."""
    count = itertools.count(1)

    def hook(name, arguments):
        here = arguments and str(arguments[0]).startswith(str(folder))
        if (
            here
            and name in ("open", "os.rename", "os.remove", "os.mkdir", "os.scandir")
            and next(count) == event
        ):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


class Forker:
    """Forks writers that share one graph, and kills them."""

    def __init__(self, folder, numbered):
        self.graph, self.folder, self.numbered = build(), folder, numbered
        self.seconds = 0.02  # what a save takes, as far as we have seen

    def fork_and_kill(self, order):
        """(the last step that was saved, whether the writer was killed)"""
        reader, saved = os.pipe()
        event = int(order.split()[1]) if order.startswith("event") else None
        child = os.fork()
        if child == 0:
            try:
                write_on(self.graph, self.folder, self.numbered, saved, event)
            finally:
                os._exit(0)
        os.close(saved)
        steps = os.read(reader, 8)  # the writer has begun
        if event is None:
            steps = self._wait(float(order), reader) or steps
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while more := os.read(reader, 4096):
            steps = more
        os.close(reader)
        return int(np.frombuffer(steps[-8:], np.int64)[0]), os.WIFSIGNALED(status)

    def _wait(self, num_saves, reader):
        """Wait for so many saves, measure them, and return what the last whole one reported."""
        steps = b""
        for _ in range(int(num_saves)):
            started = time.perf_counter()
            steps = os.read(reader, 8)
            self.seconds = time.perf_counter() - started
        time.sleep(num_saves % 1 * self.seconds)
        return steps


def main():
    forker = Forker(Path(sys.argv[1]), sys.argv[2] == "numbered")
    for order in sys.stdin:
        step, killed = forker.fork_and_kill(order.strip())
        print(step, int(killed), flush=True)


if __name__ == "__main__":
    main()
