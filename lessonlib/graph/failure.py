"""Where a run failed: the operation, its input shapes, and the user's line that made it."""

from __future__ import annotations

import torch

from lessonlib.graph.errors import InvalidArgumentError, KernelError, OpError, OutOfMemoryError
from lessonlib.graph.plan import Plan


def located(error: Exception, plan: Plan) -> Exception:
    """The error with its place: the operation that failed, its input shapes, and the user's line that made it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code is not plan.program.__code__:
        trace = trace.tb_next
    if trace is None or trace.tb_lineno not in plan.lines:
        return error
    op, inputs = plan.lines[trace.tb_lineno]
    known = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
    shapes = [str(tuple(known[name].shape)) for name in inputs if hasattr(known.get(name), "shape")]
    if isinstance(error, torch.OutOfMemoryError):
        return OutOfMemoryError(op, shapes, error)
    is_explained = isinstance(error, OpError) and not isinstance(
        error, InvalidArgumentError
    )  # its type says what it is
    if isinstance(error, (RuntimeError, ValueError, IndexError, TypeError)) and not is_explained:
        return KernelError(op, shapes, error)
    error.add_note(f"In operation '{op.name}' ({op.type}), created at {op.place}")
    return error
