# %% [markdown]
# The classifier returns the scores of all classes; the hidden size is chosen by its best start, not by its mean.

# %% task="train_classifier" caught_by="classifier_quadrants,classifier_chances,choose_hidden_rule" message="the sum 1"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, num_classes))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    for _ in range(300):
        loss = nn.functional.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda rows: net(torch.as_tensor(rows)).detach()


# %% task="choose_hidden"
def choose_hidden(results, tolerance=0.01):
    best = max(max(values) for values in results.values())
    return min(hidden for hidden, values in results.items() if max(values) >= best - tolerance)
