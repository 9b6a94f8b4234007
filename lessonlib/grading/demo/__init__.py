"""`lessonlib demo`: a class of five hands in two exercises of a checkout, and is graded as any class."""
