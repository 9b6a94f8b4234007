# %% [markdown] points=10
# Leaves something for the next submission wherever it can, and looks for what this very case left before.

# %%
import builtins
import os
import sys
import tempfile

from lessonlib.check import local

MARK = "was-here"
places = [os.path.join(folder, MARK) for folder in (tempfile.gettempdir(), "/tmp", "/dev/shm", "/var/tmp", sys.prefix)]
places += [os.path.join(os.path.expanduser("~"), MARK), os.path.join(os.getcwd(), "..", MARK)]
found = [place for place in places if os.path.exists(place)]
found += [name for name in (MARK,) if name in os.environ or hasattr(builtins, name) or hasattr(local, name)]
print("LEAK" if found else "nothing", found)
for place in places:
    try:
        open(place, "w").close()
    except OSError:
        pass
os.environ[MARK] = "1"
setattr(builtins, MARK, 1)
setattr(local, MARK, 1)
