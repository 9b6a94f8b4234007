# %% [markdown]
# Predicts one class for each row instead of the probabilities.

# %% task="train_classifier" caught_by="classifier_quadrants,classifier_any_size,classifier_chances" message="predictions for 400 rows"
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

    def predict(rows):
        with torch.no_grad():
            return net(torch.as_tensor(rows)).argmax(dim=1)

    return predict
