# %% [markdown] points=8 state="graded|crashed"
# Open files without end.

# %% task="saving"
hoard = []
while True:
    hoard.append(open("/dev/null"))
