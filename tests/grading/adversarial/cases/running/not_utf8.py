# %% [markdown] points=0 state="tampered"
# A reply is not UTF-8.

# %% task="error"
from lessonlib.check.channel import Channel
from lessonlib.check.values.wire import LENGTHS


def squared_error(y_hat, y):
    return 0.0


def send(self, value):
    self._stream.setblocking(True)
    self._stream.sendall(LENGTHS.pack(4, 0) + bytes([0xFF, 0xFE, 0xC0, 0x80]))


Channel.send = send
