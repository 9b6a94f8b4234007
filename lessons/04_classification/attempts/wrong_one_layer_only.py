# %% [markdown]
# No activation between the two layers of the classifier: together they are one layer with straight borders. The seed
# is ignored. The hidden size with the best mean is taken, however small its lead is.

# %% task="train_classifier" caught_by="classifier_quadrants,classifier_chances,choose_hidden_rule" message="With straight borders"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    torch.manual_seed(8)
    net = nn.Sequential(nn.Linear(X.shape[1], hidden), nn.Linear(hidden, num_classes))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    for _ in range(300):
        loss = nn.functional.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.as_tensor(rows)), dim=1)

    return predict


# %% task="choose_hidden"
def choose_hidden(results, tolerance=0.01):
    return max(results, key=lambda hidden: np.mean(results[hidden]))
