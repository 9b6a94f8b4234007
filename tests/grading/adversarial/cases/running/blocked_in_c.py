# %% [markdown] points=3 state="timeout" cell_seconds=2
# A computation in C that no signal ends.

# %% task="step"
import itertools

sum(itertools.repeat(0))
