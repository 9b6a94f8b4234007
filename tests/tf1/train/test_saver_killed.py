"""Writers of checkpoints, killed in the middle of it: the newest complete checkpoint always restores."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lessonlib.tf1 as tf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.nightly,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork"),
]

KILLS = 200
MOST_SAVES = 3  # of a writer


class Killer:
    """A running killed_writer.py on a folder that holds checkpoint 0, and a session that reads what it leaves."""

    def __init__(self, folder, way):
        self.folder, self.way = folder, way
        self.program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killed_writer.py")), str(folder), way],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.variables = [
            tf.Variable(tf.zeros(size), name=name)
            for name, size in {"a": [512, 1024], "b": [1024, 256], "step": []}.items()
        ]
        self.saver = tf.train.Saver()
        self.session = tf.Session(device="cpu")
        self.session.run(tf.global_variables_initializer())
        self.saver.save(self.session, folder / "m", global_step=0 if way == "numbered" else None)

    def kill(self, order):
        """(the last step whose save had returned, whether the writer was killed)"""
        self.program.stdin.write(f"{order}\n")
        self.program.stdin.flush()
        step, killed = self.program.stdout.readline().split()
        return int(step), killed == "1"

    def newest(self):
        """The number that all variables of the newest checkpoint hold."""
        path = tf.train.latest_checkpoint(self.folder)
        self.saver.restore(self.session, path)
        values = self.session.run(self.variables)
        step = int(values[-1])
        assert all(np.array_equal(value, np.full_like(value, step)) for value in values)
        assert os.path.basename(path) == (f"m-{step}" if self.way == "numbered" else "m")
        return step

    def left_over(self):
        return len(list(self.folder.glob(".*")))

    def close(self):
        self.program.stdin.close()
        self.program.stdout.close()
        assert self.program.wait() == 0
        self.session.close()


@pytest.fixture(params=["numbered", "same"])
def killer(tmp_path, request):
    killer = Killer(tmp_path, request.param)
    yield killer
    killer.close()


def test_killed_at_random_moments(killer):
    rng = np.random.default_rng(7)
    left_over = 0
    for num_saves in rng.uniform(0, MOST_SAVES, KILLS // 2):
        saved, killed = killer.kill(num_saves)
        assert killed
        assert killer.newest() in (saved, saved + 1)  # the save that was cut short counts whole or not at all
        left_over += killer.left_over()
        assert killer.left_over() <= 1
    assert left_over > KILLS // 10, "too few writers were killed while they wrote"
    assert killer.newest() > KILLS // 3
    clean_up(killer)


def test_killed_before_each_operation_on_files(killer):
    event, steps = 0, set()
    while True:
        event += 1
        saved, killed = killer.kill(f"event {event}")
        assert killer.newest() in (saved, saved + 1)
        steps.add(killer.newest() - saved)
        if not killed:
            break
    assert event > 10
    assert steps == {0, 1}
    clean_up(killer)


def clean_up(killer):
    """The next save leaves nothing of the killed writers behind."""
    state = tf.train.get_checkpoint_state(killer.folder)
    killer.saver.save(killer.session, killer.folder / "m", global_step=None)
    assert killer.left_over() == 0
    assert len(state.all_model_checkpoint_paths) <= 2
