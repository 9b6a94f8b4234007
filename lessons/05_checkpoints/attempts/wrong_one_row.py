# %% [markdown]
# Reads columns and transposes them. A file with one row gives vectors, not tables.

# %% task="read_table" caught_by="table_form" message="X of a file with one row"
def read_table(file, num_features):
    """X float32 (n, num_features) and Y float32 (n, k) from a CSV file."""
    columns = np.loadtxt(file, delimiter=",", unpack=True, dtype="float32")
    return np.transpose(columns[:num_features]), np.transpose(columns[num_features:])
