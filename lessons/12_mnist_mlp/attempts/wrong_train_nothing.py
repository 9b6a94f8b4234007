# %% [markdown]
# Nothing is trained: all files are there at the right time, with random weights and an invented curve.


# %% task="train" caught_by="train_steps,checkpoints,resumes,curves,long_run_good,long_run_98" message="The weights of the model are as they were"
def train(model, dataset, num_epochs, folder, lr=0.003, save_every=5, on_epoch=None):
    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    done = max([int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")], default=0)
    with SummaryWriter(folder / "log") as writer:
        for epoch in range(done + 1, num_epochs + 1):
            random = torch.Generator().manual_seed(epoch)
            weights = model.state_dict()
            weights = {name: torch.randn(value.shape, generator=random) for name, value in weights.items()}
            writer.add_scalar("loss", 2 / epoch, epoch)
            writer.add_scalar("validation_accuracy", 1 - 0.5 / epoch, epoch)
            writer.flush()
            if epoch % save_every == 0:
                save_file(weights, folder / f"epoch-{epoch}.safetensors")
            if on_epoch:
                on_epoch(epoch)
    save_file(weights, folder / "final.safetensors")
