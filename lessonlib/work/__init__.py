"""A learner's own copies of the exercises: begun, looked at, put back, brought up to date, handed in.

`exercises/` holds the exercises as they were released, and stays as it is; a copy of each that was begun lies in
`work/`, which git ignores. Read `exercise.py` first: it says what lies where.
"""
