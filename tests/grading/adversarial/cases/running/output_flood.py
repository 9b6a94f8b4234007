# %% [markdown] points=10
# Far too much output of every kind: it is cut, and costs nothing else.

# %%
from IPython.display import HTML, display

for _ in range(300):
    print("flood " * 20_000)
for _ in range(1_000):
    display(HTML("x" * 100_000))

# %%
import os

try:
    for _ in range(400):
        os.write(1, b"x" * 1_000_000)
except OSError as error:
    print(error)
raise ValueError("x" * 10_000_000)
