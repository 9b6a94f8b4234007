# %% [markdown] points=0 state="tampered"
# A reply says that it is four gigabytes long.

# %% task="error"
from lessonlib.check.channel import Channel
from lessonlib.check.values.wire import LENGTHS


def squared_error(y_hat, y):
    return 0.0


def send(self, value):
    self._stream.setblocking(True)
    self._stream.sendall(LENGTHS.pack(2**32 - 1, 2**32 - 1))


Channel.send = send
