# %% [markdown]
# Symbols are drawn one by one, not windows.


# %% task="train" caught_by="windows_drawn,steps_follow" message="not a piece of the text"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    generator = torch.Generator().manual_seed(seed)
    model.train()
    for _ in range(num_steps):
        places = torch.randint(len(ids), (batch_size, length + 1), generator=generator)
        windows = ids[places]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
