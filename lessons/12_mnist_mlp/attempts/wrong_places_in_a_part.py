# %% [markdown]
# Takes 16 bytes for the header of every file, gives places in the list of mistakes instead of row numbers, and rounds
# the number of steps down.


# %% task="read_idx" caught_by="idx_values,idx_refuses,count,mistakes" message="buffer"
def read_idx(content):
    if content[:3] != b"\0\0\x08":
        raise ValueError("no IDX file")
    n, rows, columns = (int.from_bytes(content[4 * k : 4 * k + 4], "big") for k in (1, 2, 3))
    return np.frombuffer(content, dtype=np.uint8, offset=16).reshape(n, rows, columns)


# %% task="questions"
q2_steps, q2_wrong, q2_bytes = 468, 170, 508
q2_choose, q2_start, q2_resume = "b", "c", "d"


# %% task="surest_mistakes"
def surest_mistakes(probabilities, y, k):
    y_hat = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(y_hat != y)
    return np.argsort(-probabilities[wrong].max(axis=1))[:k]
