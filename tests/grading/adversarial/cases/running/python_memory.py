# %% [markdown] points=8 state="graded|out-of-memory" memory_mb=300
# Python objects without end.

# %% task="saving"
hoard = []
while True:
    hoard.append(bytes(10**6))
