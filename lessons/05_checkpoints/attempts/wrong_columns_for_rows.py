# %% [markdown]
# Reads with `unpack=True` and forgets to transpose: rows and columns are exchanged.

# %% task="read_table" caught_by="table_values,table_form" message="the shape of X"
def read_table(file, num_features):
    """X float32 (n, num_features) and Y float32 (n, k) from a CSV file."""
    columns = np.loadtxt(file, delimiter=",", unpack=True, dtype="float32", ndmin=2)
    return columns[:num_features], columns[num_features:]
