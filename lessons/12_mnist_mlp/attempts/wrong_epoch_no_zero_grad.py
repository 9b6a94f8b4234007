# %% [markdown]
# Forgets `zero_grad`: each step adds the gradients of all steps before.


# %% task="one_epoch" caught_by="epoch_steps,train_steps,resumes,long_run_good,long_run_98" message="Step 2, with 100"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for X, y in split.batches(100, seed=0, epoch=epoch):
        loss = F.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    return total / len(split)


def share_right(model, split):
    model.eval()
    with torch.no_grad():
        return (model(split.X).argmax(dim=1) == split.y).float().mean().item()
