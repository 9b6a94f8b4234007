# %% [markdown]
# The gradients are calculated, but no step uses them: the weights stay as they were.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="Does the loss fall?"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(9)
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
xor_weights = [[p.detach().clone() for p in net.parameters()]]
xor_losses = []
for _ in range(50):
    loss = nn.functional.binary_cross_entropy_with_logits(net(torch.tensor(X_xor)), torch.tensor(y_xor))
    optimizer.zero_grad()
    loss.backward()
    xor_losses.append(loss.item())
    xor_weights.append([p.detach().clone() for p in net.parameters()])


def xor_net(x):
    return torch.sigmoid(net(torch.tensor(x)))
