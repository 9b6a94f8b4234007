# %% [markdown]
# The waves become slower half as fast as they should.


# %% task="positions" caught_by="positions_sine" message="row 1"
def sine_positions(T, C):
    angles = np.arange(T)[:, None] / 10_000 ** (np.arange(C // 2) / C)
    table = np.empty((T, C))
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return table


def add_positions(x, table):
    return x + table[: x.shape[1]]
