# %% [markdown]
# Only whole batches are used, so the last rows are never learned. The biases decay like the weights, and the flat
# curve is taken for a rate that is too small.


# %% task="rows_of_epoch" caught_by="rows_once,question_curves,question_numbers,decay_values" message="the sizes of"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng([seed, epoch]).permutation(n)
    whole = n // batch_size
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(whole)]


# %% task="questions"
q3_small, q3_large, q3_ended = "c", "a", "d"
q3_epoch, q3_steps, q3_first = 8, 75, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "d", "a"


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    return w - lr * (dw + strength * w), b - lr * (db + strength * b)
