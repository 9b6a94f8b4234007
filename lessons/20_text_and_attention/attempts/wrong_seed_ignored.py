# %% [markdown]
# The starts do not depend on the seed.


# %% task="train" caught_by="windows_drawn" message="with the same seed"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    model.train()
    for _ in range(num_steps):
        starts = torch.randint(len(ids) - length, (batch_size, 1))
        windows = ids[starts + torch.arange(length + 1)]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
