# %% [markdown]
# The array of the caller is changed.


# %% task="positions" caught_by="positions_added" message="changed the x of the caller"
def sine_positions(T, C):
    angles = np.arange(T)[:, None] / 10_000 ** (np.arange(0, C, 2) / C)
    table = np.empty((T, C))
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return table


def add_positions(x, table):
    x += table[: x.shape[1]]
    return x
