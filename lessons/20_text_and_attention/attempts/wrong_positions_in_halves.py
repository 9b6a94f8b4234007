# %% [markdown]
# All sines stand in front of all cosines.


# %% task="positions" caught_by="positions_sine" message="row 0"
def sine_positions(T, C):
    angles = np.arange(T)[:, None] / 10_000 ** (np.arange(0, C, 2) / C)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def add_positions(x, table):
    return x + table[: x.shape[1]]
