# %% [markdown]
# Adam in place of plain gradient descent: it learns XOR, but its steps do not go against the gradient alone.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="without momentum"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
torch.manual_seed(1)
net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
xor_weights = [[p.detach().clone() for p in net.parameters()]]
xor_losses = []
for _ in range(300):
    loss = nn.functional.binary_cross_entropy_with_logits(net(torch.tensor(X_xor)), torch.tensor(y_xor))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    xor_losses.append(loss.item())
    xor_weights.append([p.detach().clone() for p in net.parameters()])


def xor_net(x):
    return torch.sigmoid(net(torch.tensor(x)))
