# %% [markdown]
# Takes the last name for the newest checkpoint: as texts, epoch-9 comes after epoch-10.


# %% task="train" caught_by="resumes" message="the first epoch after the power cut"
def train(model, dataset, num_epochs, folder, lr=0.003, save_every=5, on_epoch=None):
    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.Adam(model.parameters())
    files = sorted(file.stem for file in folder.glob("epoch-*.safetensors"))
    done = int(files[-1][6:]) if files else 0
    if done:
        restore(model, optimizer, folder / f"epoch-{done}.safetensors")
    with SummaryWriter(folder / "log") as writer:
        for epoch in range(done, num_epochs):
            torch.manual_seed(epoch)
            optimizer.param_groups[0]["lr"] = lr / 2 * (1 + math.cos(math.pi * epoch / num_epochs))
            writer.add_scalar("loss", one_epoch(model, optimizer, dataset.train, epoch), epoch + 1)
            writer.add_scalar("validation_accuracy", share_right(model, dataset.validation), epoch + 1)
            writer.flush()
            if (epoch + 1) % save_every == 0:
                save(model, optimizer, folder / f"epoch-{epoch + 1}.safetensors")
            if on_epoch:
                on_epoch(epoch + 1)
    save(model, optimizer, folder / "final.safetensors")
