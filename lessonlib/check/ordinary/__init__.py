"""Tests that know nothing of lessonlib (`assert square(3) == 9`): the learner's names and objects as such a test uses
them, on its side (`names`, `proxy`, `library`, `figures`) and on the learner's (`performer`); what both sides hold
(`twins`), and what the test lends (`lent`).
"""
