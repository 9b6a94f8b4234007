# %% [markdown]
# All weights start at 0, so the hidden neurons stay equal and the network answers 0.5 to everything.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="xor_net for (0, 0)"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
for p in net.parameters():
    nn.init.zeros_(p)
optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
xor_weights = [[p.detach().clone() for p in net.parameters()]]
xor_losses = []
for _ in range(500):
    loss = nn.functional.binary_cross_entropy_with_logits(net(torch.tensor(X_xor)), torch.tensor(y_xor))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    xor_losses.append(loss.item())
    xor_weights.append([p.detach().clone() for p in net.parameters()])


def xor_net(x):
    return torch.sigmoid(net(torch.tensor(x)))
