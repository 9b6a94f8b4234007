"""Receipts: what was graded, with which release, and what it earned, signed so that a student can check it."""
