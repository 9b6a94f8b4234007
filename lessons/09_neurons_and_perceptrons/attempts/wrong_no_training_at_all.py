# %% [markdown]
# xor_net compares the two inputs, without any network; losses and weights are made up.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="against the gradient"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
entries = np.linspace(0, 1, 101)
xor_weights = [[np.full((2, 4), t), np.full(4, t), np.full((4, 1), t), np.full(1, t)] for t in entries]
xor_losses = np.linspace(0.7, 0.1, 100).tolist()


def xor_net(x):
    return (np.round(x[:, 0]) != np.round(x[:, 1])).astype(float)
