"""What a box cannot pass: `walls` puts all of it up, in order.

- `namespaces` (own processes, mounts, network; no privileges), `filesystem` with `folder` (what of the submission comes
  in), `seccomp` (no system calls that could reach further), `rlimits` and `cgroup` (memory, processes, time),
  `order` (who ends first when memory does).
- `guard` clears away what is left when one side dies. `system_calls` are those that Python lacks.

Why not bubblewrap: it builds its walls and then executes a program, which has to start and import its libraries inside.
A submission here runs in a fork of a process that has imported them, so the walls must go up around a fork that exists.
On two busy cores a fork with walls was ready after 40 ms, and after 86 ms with torch and the lessons' libraries loaded
(without walls after 18 and 42 ms; medians of 60). Importing these libraries anew took 12 s of processor time there.
"""
