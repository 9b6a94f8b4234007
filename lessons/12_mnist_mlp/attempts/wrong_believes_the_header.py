# %% [markdown]
# Does not look at the kind of the file, sorts the mistakes from unsure to sure, and trains for one epoch only.


# %% task="read_idx" caught_by="idx_refuses,mistakes,long_run_good,long_run_98" message="a file of another kind"
def read_idx(content):
    axes = content[3]
    shape = np.frombuffer(content[4 : 4 + 4 * axes], dtype=">u4")
    return np.frombuffer(content[4 + 4 * axes :], dtype=np.uint8).reshape(shape)


# %% task="surest_mistakes"
def surest_mistakes(probabilities, y, k):
    y_hat = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(y_hat != y)
    return wrong[np.argsort(probabilities[wrong, y_hat[wrong]])][:k]


# %% task="long_run"
digits = data.mnist()
run_folder = f"runs/{digits.name}"
reader = make_network(784, 10, seed=0)
train(reader, digits, 1, run_folder, lr=0.0003)
