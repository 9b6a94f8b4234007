"""Values that cross between a test and the learner's code: reduced to plain data (`plain`), unchanged (`exact`, with
the kinds of values in the other modules), and as bytes (`wire`).
"""
