"""Functions that take functions: maps, scans, arrays of tensors in loops, gradients of one's own, templates."""
