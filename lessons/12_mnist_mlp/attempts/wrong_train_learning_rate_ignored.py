# %% [markdown]
# Adam has its usual learning rate, whatever `lr` says.


# %% task="train" caught_by="train_steps" message="largest change of a weight"
def train(model, dataset, num_epochs, folder, lr=0.003, save_every=5, on_epoch=None):
    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.Adam(model.parameters())
    done = max((int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")), default=0)
    if done:
        restore(model, optimizer, folder / f"epoch-{done}.safetensors")
    with SummaryWriter(folder / "log") as writer:
        for epoch in range(done, num_epochs):
            torch.manual_seed(epoch)
            writer.add_scalar("loss", one_epoch(model, optimizer, dataset.train, epoch), epoch + 1)
            writer.add_scalar("validation_accuracy", share_right(model, dataset.validation), epoch + 1)
            writer.flush()
            if (epoch + 1) % save_every == 0:
                save(model, optimizer, folder / f"epoch-{epoch + 1}.safetensors")
            if on_epoch:
                on_epoch(epoch + 1)
    save(model, optimizer, folder / "final.safetensors")
