# %% [markdown]
# The table is read by columns.


# %% task="embedding" caught_by="embedding_rows" message="the looked-up rows"
def embed(ids, table):
    return table[:, ids % table.shape[1]]


def table_gradient(ids, slope, V):
    one_hot = np.eye(V)[ids.reshape(-1)]
    return one_hot.T @ slope.reshape(-1, slope.shape[-1])
