"""Running submissions apart from their tests: one, many on this machine, many on a cluster."""
