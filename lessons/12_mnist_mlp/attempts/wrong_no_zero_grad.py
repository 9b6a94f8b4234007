# %% [markdown]
# Forgets `zero_grad`: each step adds the gradients of all steps before.


# %% task="train" caught_by="deep_network,checkpoints,resumes,curves,long_run_good,long_run_98" message="on new images"
def train(dataset, num_epochs, folder, save_every=5, on_epoch=None):
    from lessonlib.models import MLP

    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    (folder / "log").mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    model = MLP((dataset.train.X[0].numel(), 64, 32, dataset.num_classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    done = max([int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")], default=0)
    if done:
        model.load_state_dict(load_file(folder / f"epoch-{done}.safetensors"))
    writer = SummaryWriter(folder / "log")
    for epoch in range(done, num_epochs):
        total = 0.0
        for X, y in dataset.train.batches(40, 0, epoch):
            loss = nn.functional.cross_entropy(model(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        with torch.no_grad():
            right = model(dataset.validation.X).argmax(dim=1) == dataset.validation.y
        writer.add_scalar("loss", total / len(dataset.train), epoch + 1)
        writer.add_scalar("validation_accuracy", right.float().mean(), epoch + 1)
        writer.flush()
        if (epoch + 1) % save_every == 0:
            save_file(model.state_dict(), folder / f"epoch-{epoch + 1}.safetensors")
        if on_epoch:
            on_epoch(epoch + 1)
    save_file(model.state_dict(), folder / "final.safetensors")
