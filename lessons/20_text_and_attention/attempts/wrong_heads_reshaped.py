# %% [markdown]
# One reshape cuts the places, not the width, into heads.


# %% task="heads" caught_by="heads_split" message="head 0 of"
def split_heads(x, heads):
    n, T, C = x.shape
    return x.reshape(n, heads, T, C // heads)


def join_heads(x):
    n, heads, T, d = x.shape
    return x.swapaxes(1, 2).reshape(n, T, heads * d)
