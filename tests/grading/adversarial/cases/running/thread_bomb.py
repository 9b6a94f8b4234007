# %% [markdown] points=8 state="graded|crashed"
# Threads without end.

# %% task="saving"
import threading
import time

for _ in range(10_000):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
