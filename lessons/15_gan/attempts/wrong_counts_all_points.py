# %% [markdown]
# Each point counts for its nearest centre, however far it is. By hand, the inner derivative of the
# fake term is missing.


# %% task="count_modes" caught_by="by_hand,modes" message="the new w for"
def count_modes(points, centres, radius):
    distance = np.linalg.norm(points[:, None] - centres, axis=2)
    return np.bincount(distance.argmin(axis=1), minlength=len(centres))


# %% task="step_by_hand"
def step_by_hand(g, w, x, lr):
    def sigmoid(s):
        return 1 / (1 + math.exp(-s))

    w = w + lr * ((1 - sigmoid(w * x)) * x - sigmoid(w * g))
    return g + lr * (1 - sigmoid(w * g)) * w, w
