# %% [markdown]
# The network is trained, but its losses are not kept: a curve that looks like one is handed in.

# %% task="train_xor" caught_by="xor_losses_fall" message="the mean cross-entropy in each step"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(9)
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
xor_weights = [[p.detach().clone() for p in net.parameters()]]
for _ in range(500):
    optimizer.zero_grad()
    nn.functional.binary_cross_entropy_with_logits(net(torch.tensor(X_xor)), torch.tensor(y_xor)).backward()
    optimizer.step()
    xor_weights.append([p.detach().clone() for p in net.parameters()])
xor_losses = (0.01 + 0.7 * np.exp(-np.arange(500) / 100)).tolist()


def xor_net(x):
    return torch.sigmoid(net(torch.tensor(x)))
