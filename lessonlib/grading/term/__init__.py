"""A class's term around the grading itself: who is in the class, who has more time, and where the grades go."""
