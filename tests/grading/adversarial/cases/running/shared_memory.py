# %% [markdown] points=8 state="graded|out-of-memory" memory_mb=300
# Shared mappings and memory files, which do not count as data of a process.

# %% task="saving"
import mmap
import os

hoard = []
for _ in range(300):
    file = os.memfd_create("hoard")
    os.ftruncate(file, 10**7)
    shared = mmap.mmap(file, 10**7)
    shared.write(b"x" * 10**7)
    hoard.append(shared)
for _ in range(300):
    hoard.append(mmap.mmap(-1, 10**7))
    hoard[-1].write(b"x" * 10**7)
