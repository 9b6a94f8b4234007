# %% [markdown]
# Looks at the lowest point of each curve, not at the last one. The gradients are never cleared.

# %% task="best_run" caught_by="best_of_three,best_of_broken,torch_loss,torch_histograms" message="the best of three"
def best_run(folder, tag):
    last = {}
    for path in Path(folder).iterdir():
        events = EventAccumulator(str(path)).Reload()
        if tag in events.Tags()["scalars"]:
            value = min(point.value for point in events.Scalars(tag))
            if math.isfinite(value):
                last[path.name] = value
    if not last:
        raise ValueError(f"no run in {folder} ends with a finite {tag}")
    return min(last, key=last.get)


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            nn.functional.cross_entropy(model(X), y).backward()
            optimizer.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(model(X), y)
            writer.add_scalar("loss", loss, epoch)
            for name, parameter in model.named_parameters():
                writer.add_histogram(name, parameter, epoch)
