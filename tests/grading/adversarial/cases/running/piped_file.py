# %% [markdown] points=8
# The file that the test reads is a pipe that nobody writes to.

# %% task="saving"
import os

os.mkfifo("model.safetensors")
