# %% [markdown] points=7
# Values that contain themselves, are nested deeply, or are larger than anything.

# %% task="error"
import itertools

loop = []
loop.append(loop)
deep = 1.0
for _ in range(50_000):
    deep = [deep]
wide = {index: [index] for index in range(300_000)}
values = itertools.cycle([loop, deep, wide, torch.zeros(10**8), b"x" * 3 * 10**8, 1 << 10**7])


def squared_error(y_hat, y):
    return next(values)
