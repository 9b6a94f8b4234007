"""Variables shared by name, their initial values, and the local variables in which metrics count."""
