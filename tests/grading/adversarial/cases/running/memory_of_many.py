# %% [markdown] points=8 state="out-of-memory" memory_mb=300
# Processes of which each takes little, and all together too much.

# %% task="saving"
import os
import time

for _ in range(40):
    if os.fork() == 0:
        hoard = bytearray(b"x" * 30 * 10**6)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
