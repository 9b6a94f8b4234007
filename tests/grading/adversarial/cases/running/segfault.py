# %% [markdown] points=3 state="crashed"
# A segmentation fault in the second task.

# %% task="step"
import ctypes

ctypes.string_at(0)
