"""Tests that know nothing of lessonlib (`assert square(3) == 9`): the learner's names and objects as such a test uses
them, on its side (`names`, `proxy`, `twins`) and on the learner's (`performer`).
"""
