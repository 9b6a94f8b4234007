# %% [markdown]
# Multiplies the vectors element by element, which works only for vectors of the same length, and makes no table.

# %% task="times_table" caught_by="table_shape,table_values" message="must match the size"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return left * right
