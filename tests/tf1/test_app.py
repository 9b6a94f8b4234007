"""Flags and main functions, in a program of their own as a user would run it."""

import subprocess
import sys

PROGRAM = """
import lessonlib.tf1 as tf
flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_string("data_dir", "/tmp/data", "Where the data are.")
flags.DEFINE_integer("batch_size", 100, "Examples a step.")
tf.flags.DEFINE_float("learning_rate", default_value=0.5, docstring="Step size.")
flags.DEFINE_boolean("fast", False, "Skip the slow part.")
flags.DEFINE_enum("mode", "train", ["train", "test"], "What to do.")
flags.DEFINE_list("sizes", ["1"], "Layers.")

def main(argv):
    print(FLAGS.data_dir, FLAGS.batch_size, FLAGS.learning_rate, FLAGS.fast, FLAGS.mode, FLAGS.sizes, argv[1:])
    FLAGS.batch_size = 7
    print(FLAGS.batch_size, "fast" in FLAGS)
    tf.logging.info("hidden")
    tf.logging.set_verbosity(tf.logging.INFO)
    tf.logging.info("step %d", 3)
    tf.logging.log(tf.logging.ERROR, "bad")
    FLAGS.batchsize

if __name__ == "__main__":
    tf.app.run()
"""


def run(tmp_path, *arguments):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM)
    return subprocess.run([sys.executable, str(file), *arguments], capture_output=True, text=True)


def test_a_program(tmp_path):
    arguments = ["--batch_size=20", "--learning_rate", "0.1", "--fast", "--sizes=3,4", "-f", "kernel.json"]
    done = run(tmp_path, *arguments)
    assert done.stdout.splitlines() == [
        "/tmp/data 20 0.1 True train ['3', '4'] ['-f', 'kernel.json']",
        "7 True",
    ]
    assert done.stderr.startswith("INFO:tensorflow:step 3\nERROR:tensorflow:bad\nTraceback")
    assert "AttributeError: There is no flag 'batchsize'. Did you mean batch_size?" in done.stderr
    assert done.returncode == 1


def test_a_wrong_value(tmp_path):
    done = run(tmp_path, "--batch_size=many")
    assert done.returncode == 1
    assert "FATAL Flags parsing error: flag --batch_size=many" in done.stderr
