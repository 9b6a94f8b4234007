# %% [markdown] points=0 state="tampered"
# A reply is a pickle that would run code.

# %% task="error"
from lessonlib.check.channel import Channel
from lessonlib.check.values.wire import LENGTHS


def squared_error(y_hat, y):
    return 0.0


def send(self, value):
    self._stream.setblocking(True)
    self._stream.sendall(b"cos\\nsystem\\n(S\x27touch /tmp/pwned\x27\\ntR." * 10)


Channel.send = send
