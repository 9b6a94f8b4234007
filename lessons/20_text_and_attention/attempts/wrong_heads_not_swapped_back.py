# %% [markdown]
# The heads are joined without bringing the places to the front.


# %% task="heads" caught_by="heads_joined" message="the way back"
def split_heads(x, heads):
    n, T, C = x.shape
    return x.reshape(n, T, heads, C // heads).swapaxes(1, 2)


def join_heads(x):
    n, heads, T, d = x.shape
    return x.reshape(n, T, heads * d)
