# %% [markdown]
# xor_net compares the two inputs, without any network; losses and weights are made up.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="not from a table"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
xor_weights_before = [np.zeros((2, 4)), np.zeros(4), np.zeros((4, 1)), np.zeros(1)]
xor_weights_after = [np.ones((2, 4)), np.ones(4), np.ones((4, 1)), np.ones(1)]
xor_losses = np.linspace(0.7, 0.1, 100).tolist()


def xor_net(x):
    return (np.round(x[:, 0]) != np.round(x[:, 1])).astype(float)
