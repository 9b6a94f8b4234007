"""What a class did not understand: how its tests went, what failed and why, and how the course goes on."""
