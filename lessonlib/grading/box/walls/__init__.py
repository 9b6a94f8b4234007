"""What a box cannot pass: `walls` puts all of it up, in order.

- `namespaces` (own processes, mounts, network; no privileges), `filesystem` with `folder` (what of the submission comes
  in), `seccomp` (no system calls that could reach further), `rlimits` and `cgroup` (memory, processes, time).
- `guard` clears away what is left when one side dies. `system_calls` are those that Python lacks.
"""
