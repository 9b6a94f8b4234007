# %% [markdown]
# An addition with an index keeps one of several additions to the same row.


# %% task="embedding" caught_by="embedding_gradient" message="a symbol that occurs twice"
def embed(ids, table):
    return table[ids]


def table_gradient(ids, slope, V):
    gradient = np.zeros((V, slope.shape[-1]))
    gradient[ids] += slope
    return gradient
