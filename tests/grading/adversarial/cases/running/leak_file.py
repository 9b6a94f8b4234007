# %% [markdown] points=10
# What a function was asked with is written to files, which the last cell prints.

# %% task="error"
import glob
import os
import tempfile

PLACES = [os.path.join(folder, "asked.txt") for folder in (".", os.getcwd(), tempfile.gettempdir(), "/dev/shm", "/tmp")]


def squared_error(y_hat, y):
    for place in PLACES:
        with open(place, "a") as file:
            file.write(f"{len(y)} ")
    return ((y_hat - y) ** 2).mean()


# %%
asked = [open(place).read() for place in PLACES + glob.glob("/tmp/**/asked.txt", recursive=True) if os.path.exists(place)]
print("LEAK" if any("30" in text for text in asked) else "nothing", asked)
