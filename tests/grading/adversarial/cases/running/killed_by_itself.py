# %% [markdown] points=8 state="graded|crashed|timeout" cell_seconds=3
# It sends itself every signal there is.

# %% task="saving"
import os
import signal

for number in sorted(signal.valid_signals()):
    os.kill(os.getpid(), number)
