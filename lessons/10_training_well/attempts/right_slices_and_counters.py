# %% [markdown]
# Older generators, counters, slices and sorted lists; whatever may be another type of number is one.


# %% task="rows_of_epoch"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.arange(n)
    np.random.RandomState([seed, epoch]).shuffle(order)
    return np.split(order, range(batch_size, n, batch_size))


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    shrunk = w - lr * strength * w
    return (shrunk - lr * dw, b - lr * db)


# %% task="dropout"
def dropout(h, p, is_training):
    draws = np.random.default_rng().random(h.shape)
    return np.where(draws < p, 0, h / (1 - p)) if is_training else h.copy()


# %% task="accuracy"
def accuracy(net, X, y):
    mode = net.training
    net.train(False)
    hits = [int(scores.argmax()) == int(label) for scores, label in zip(net(X), y, strict=True)]
    net.train(mode)
    return np.mean(hits)


# %% task="shift"
def shift(images, right, down):
    moved = np.zeros_like(images)
    _, height, width = images.shape
    rows = slice(max(down, 0), height + min(down, 0))
    columns = slice(max(right, 0), width + min(right, 0))
    from_rows = slice(max(-down, 0), height + min(-down, 0))
    from_columns = slice(max(-right, 0), width + min(-right, 0))
    moved[:, rows, columns] = images[:, from_rows, from_columns]
    return moved


# %% task="early_stopping"
def early_stopping(losses, patience):
    lowest, best, bad = float("inf"), 0, 0
    for epoch in range(len(losses)):
        bad += 1
        if losses[epoch] < lowest:
            lowest, best, bad = losses[epoch], epoch, 0
        if bad == patience:
            break
    return np.array([best, epoch])


# %% task="choose"
def choose(trials):
    *_, last = sorted(trials, key=lambda trial: trial["validation"])
    return [last["name"], np.float32(last["test"])]
