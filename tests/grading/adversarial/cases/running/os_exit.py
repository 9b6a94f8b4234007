# %% [markdown] points=3 state="crashed"
# The process ends itself with status 0 in the second task. What came before keeps its points.

# %% task="step"
import os

os._exit(0)
