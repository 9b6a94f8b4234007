# %% [markdown] points=8
# The file that the test reads is a link to another one.

# %% task="saving"
import os

os.symlink("/etc/passwd", "model.safetensors")
