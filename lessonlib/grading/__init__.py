"""Grading a class with nbgrader: our steps in its pipeline (nbgrader_config.py names them), and the demo."""
