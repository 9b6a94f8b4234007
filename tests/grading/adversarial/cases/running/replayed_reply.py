# %% [markdown] points=0 state="tampered"
# The reply to another question is given again.

# %% task="error"
from lessonlib.check.channel import Channel

send, sent = Channel.send, []


def again(self, value):
    sent.append(value)
    send(self, sent[0])


Channel.send = again
