"""The sandbox: a warm process that learners' code is forked from, and the walls around each fork.

Three rooms, each of which knows only those before it, and what all of them speak of: `limits` (what a box may use),
`errors`, `messages` (between the processes), `clock` (time that a process got).

- `walls`: what a box cannot pass.
- `process`: starting, forking and ending processes, with walls around them or without.
- `cells`: what runs in these processes: the learner's notebook in a box, and the tests outside it.
- `doctor`: tries to break out.
"""
