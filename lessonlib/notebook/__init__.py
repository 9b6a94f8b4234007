"""Notebooks as data: their files, their regions of solutions and hidden tests, nbgrader's metadata, and running them.

`file` reads and writes them, `stamp` tells whether somebody edited one since it was written, `regions` finds what
stands between nbgrader's markers, `metadata` reads what nbgrader keeps of a cell, `execution` runs one in a kernel.
"""
