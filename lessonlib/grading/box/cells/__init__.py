"""What runs the cells of a notebook: the learner's in a box, the tests outside it.

- `worker` runs the learner's cells and answers what the tests ask; `keeper` and `throwaway` keep it alive when a cell
  or an answer ends its process. `examiner` runs the tests, with `names` (whose is which) and `credit` (partial points).
- Both run cells in a `shell` without a kernel, whose `recorder` collects outputs; `outputs` and `bundle` make anew what
  came out of a box. `preload` imports what both need before they are forked.
"""
