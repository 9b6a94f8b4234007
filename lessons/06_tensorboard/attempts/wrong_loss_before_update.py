# %% [markdown]
# Writes the loss that was calculated before the update. Reads two of the signs wrongly.

# %% task="log_training" caught_by="torch_loss,sign_choices,sign_floor" message="before the update"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(X), y)
            loss.backward()
            optimizer.step()
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)


# %% task="signs"
# Make the four names q7_line, q7_zigzag, q7_dead and q7_floor.
q7_line = "b"
q7_zigzag = "c"
q7_dead = "c"
q7_floor = math.log(4)
