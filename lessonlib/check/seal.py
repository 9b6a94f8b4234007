"""`python -m lessonlib.check.seal KEY ANSWER [ANSWER ...]` prints the seal for the test of a concept question."""

from __future__ import annotations

import argparse

from lessonlib.check.sealing import seal


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lessonlib.check.seal", description="Seal an answer.")
    parser.add_argument("key", help="the question's key, as in expect.sealed(answer.q3, 'q3', ...)")
    parser.add_argument("answer", nargs="+", help="the right answer; several where the answer is a list")
    arguments = parser.parse_args()
    answers = arguments.answer
    print(seal(arguments.key, answers[0] if len(answers) == 1 else answers))


if __name__ == "__main__":
    main()
