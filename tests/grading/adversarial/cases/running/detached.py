# %% [markdown] points=10
# Processes that leave their session and their parent behind. They must be gone when the submission is graded.

# %%
import os
import subprocess

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", "98765.4321"])
        os._exit(0)
subprocess.Popen(["setsid", "nohup", "sleep", "98765.4321"], start_new_session=True)
