# %% [markdown]
# The network ends in a sigmoid, and the loss has one, too.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="and one sigmoid only?"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(9)
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid())
optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
rows, targets = torch.tensor(X_xor), torch.tensor(y_xor)


def copies():
    return [p.detach().clone() for p in net.parameters()]


xor_losses, xor_weights = [], [copies()]
for _ in range(500):
    loss = nn.functional.binary_cross_entropy_with_logits(net(rows), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    xor_losses.append(loss.item())
    xor_weights.append(copies())


def xor_net(x):
    return torch.sigmoid(net(torch.tensor(x)))
