# %% [markdown]
# The rows come in the order of the file. The network is always left in training mode, right and down are exchanged,
# and an equal loss counts as a lower one.


# %% task="rows_of_epoch" caught_by="rows_shuffled,accuracy_leaves,shift_values,early_goes_on" message="not shuffled"
def rows_of_epoch(n, batch_size, seed, epoch):
    return [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]


# %% task="accuracy"
def accuracy(net, X, y):
    net.eval()
    with torch.no_grad():
        right = (net(X).argmax(dim=1) == y).float().mean().item()
    net.train()
    return right


# %% task="shift"
def shift(images, right, down):
    height, width = images.shape[1:]
    framed = np.pad(images, ((0, 0), (height + width, height + width), (height + width, height + width)))
    top, left = height + width - right, height + width - down
    return framed[:, top : top + height, left : left + width]


# %% task="early_stopping"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
