# %% [markdown]
# One epoch too many. The prediction is squeezed by a tanh, as if it were a state.


# %% task="train" caught_by="network_values,mini_batches" message="the predictions of the network"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs + 1):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


def predict(model, X):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(torch.as_tensor(X))
    model.train(was_training)
    return y_hat.numpy()


# %% task="make_network"
def make_network(hidden):
    class NextValue(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(1, hidden, batch_first=True)
            self.output = nn.Linear(hidden, 1)

        def forward(self, X):
            states, _ = self.rnn(X)
            return torch.tanh(self.output(states[:, -1]))

    return NextValue()
