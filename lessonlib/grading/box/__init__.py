"""The sandbox: a warm process that learners' code is forked from, and the walls around each fork.

The grader (`client`) starts a guard, the guard a zygote, and the zygote forks a child for each request: whoever dies
takes those below with it. Where to look:

- `client`, `messages`, `guard`, `zygote`, `child`: starting, forking, ending; `limits`: what a child may use.
- `walls` puts up `namespaces`, `filesystem` (with `intake`, the submission's files), `rlimits`, `cgroup` or `watch`
  (memory), `seccomp`; `kernel` has the system calls for it. `hugepages` makes forks cheaper.
- `doctor` tries to break out, by `attacks` that run as an `errand` in a real box.
- `worker`, `examiner` and what they need: the learner's notebook in a box, and the tests outside it.
"""
