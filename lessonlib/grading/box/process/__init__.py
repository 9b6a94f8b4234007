"""Processes: the grader starts a guard, the guard a zygote, and the zygote forks a child for each request; whoever dies
takes those below with it.

- `client` is the grader's side: `Zygote` and `Child`; `handle` holds the process that it started.
- `zygote` serves the requests to fork, `child` is what a fork does first; `trial` is the first one of each zygote.
- `watch` limits the memory of a box where no cgroup can be had; `stopping` makes a box's processes stand still, to
  count or to end them.
- `hugepages` makes forks cheaper. `remote_call` runs a function in a child, for the doctor.
"""
