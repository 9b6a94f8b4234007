# %% [markdown] points=7 state="crashed"
# The connection to the examiner is closed in the middle of a reply.

# %% task="error"
import os

from lessonlib.check.channel import Channel
from lessonlib.check.values.wire import LENGTHS


def send(self, value):
    self._stream.setblocking(True)
    self._stream.sendall(LENGTHS.pack(100, 0) + b'{"id"')
    os.close(self._stream.fileno())


def squared_error(y_hat, y):
    Channel.send = send
    return 0.0
