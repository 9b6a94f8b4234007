# %% [markdown] points=8 state="graded|crashed|timeout|out-of-memory" cell_seconds=5
# Processes that start processes.

# %% task="saving"
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
