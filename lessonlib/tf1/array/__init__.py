"""Array functions: gather and scatter, reorder, find sets, cut into blocks; all on top of the engine's operations."""
