"""`lessonlib doctor`: an `examination` that tries out each promise of the sandbox, by `attacks` in a real box."""
