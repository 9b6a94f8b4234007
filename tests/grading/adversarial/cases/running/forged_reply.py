# %% [markdown] points=0 state="tampered"
# The learner's code finds the socket to the examiner and writes replies of its own before it is asked.

# %% task="error"
import os
import stat

forged = b'{"id":"0","value":6.6666667}'
for number in map(int, os.listdir("/proc/self/fd")):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, len(forged).to_bytes(4, "big") + bytes(4) + forged)
    except OSError:
        pass
