"""Grading a class with nbgrader: `lessonlib grade`, our steps in nbgrader's pipeline (nbgrader_config.py names them),
and the demo.
"""
