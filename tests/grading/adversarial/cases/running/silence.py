# %% [markdown] points=7 state="timeout" cell_seconds=2
# A reply begins and never ends.

# %% task="error"
import time

from lessonlib.check.channel import Channel
from lessonlib.check.values.wire import LENGTHS


def send(self, value):
    self._stream.sendall(LENGTHS.pack(100, 0) + b'{"id"')
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass


def squared_error(y_hat, y):
    Channel.send = send
    return 0.0
