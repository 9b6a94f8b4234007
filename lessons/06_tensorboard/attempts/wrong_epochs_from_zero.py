# %% [markdown]
# Counts the epochs from 0, and names the histograms by their numbers.

# %% task="log_training" caught_by="torch_loss,torch_histograms" message="the epochs of the curve"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(epochs):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X), y).backward()
            optimizer.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in enumerate(model.parameters()):
                writer.add_histogram(str(name), parameter, epoch)
