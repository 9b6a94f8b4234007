# %% [markdown]
# The order of the rows depends on the seed alone; the network stays in evaluation mode after it was measured;
# and the number that is reported is the one that was used to choose.


# %% task="rows_of_epoch" caught_by="rows_shuffled,accuracy_leaves,choose_honestly" message="have the same order"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng(seed).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% task="accuracy"
def accuracy(net, X, y):
    net.eval()
    with torch.no_grad():
        return (net(X).argmax(dim=1) == y).float().mean().item()


# %% task="choose"
def choose(trials):
    best = max(trials, key=lambda trial: trial["validation"])
    return best["name"], best["validation"]
