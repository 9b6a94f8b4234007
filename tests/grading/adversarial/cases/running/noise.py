# %% [markdown] points=10
# Warnings, logging, progress bars, threads and native messages, in cells and while the tests ask.

# %% task="error"
import ctypes
import logging
import os
import subprocess
import sys
import threading
import warnings

from tqdm import tqdm
from tqdm.notebook import tqdm as notebook_tqdm

logging.basicConfig(level=logging.DEBUG)


def squared_error(y_hat, y):
    warnings.warn("a warning")
    logging.warning("a log line")
    for _ in tqdm(range(3)):
        print("a line on stderr", file=sys.stderr)
    for _ in notebook_tqdm(range(2)):
        os.write(2, b"a native message\n")
    ctypes.CDLL(None).puts(b"another one")
    subprocess.run(["echo", "a child"])
    thread = threading.Thread(target=print, args=("from a thread",))
    thread.start()
    thread.join()
    return ((y_hat - y) ** 2).mean()


squared_error(torch.ones(2), torch.zeros(2))
