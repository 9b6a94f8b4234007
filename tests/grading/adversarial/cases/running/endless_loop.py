# %% [markdown] points=7 state="timeout" cell_seconds=3
# An endless loop in one task; the others are right.

# %% task="error"
while True:
    pass
