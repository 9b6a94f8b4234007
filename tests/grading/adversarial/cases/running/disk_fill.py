# %% [markdown] points=8
# The disk is filled, then with empty files.

# %% task="saving"
import os

try:
    for number in range(1000):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(bytes(50_000_000))
except OSError as error:
    print(error)
os.remove("/tmp/0")
for number in range(1_000_000):
    open(f"/tmp/empty{number}", "wb").close()
