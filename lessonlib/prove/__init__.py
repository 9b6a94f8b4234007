"""Proving exercises: their solutions, stubs and attempts run as the grader runs a submission. Stands on `build`
and `grading`.
"""
