# %% [markdown] points=10
# A thread and a process wait for what a function is asked with, and print it.

# %% task="error"
import os
import subprocess
import sys
import threading
import time

asked = []
read, write = os.pipe()
reader = "import os, sys\nwhile text := os.read(0, 100):\n    os.write(1, b'LEAK ' + text)"
subprocess.Popen([sys.executable, "-c", reader], stdin=read)


def watch():
    while True:
        if 30 in asked:
            print("LEAK", asked, flush=True)
            os.write(1, b"LEAK")
            return
        time.sleep(0.01)


threading.Thread(target=watch, daemon=True).start()


def squared_error(y_hat, y):
    asked.append(len(y))
    if len(y) == 30:
        os.write(write, b"30")
        print("LEAK", flush=True)
    return ((y_hat - y) ** 2).mean()


# %%
import time

time.sleep(0.5)
