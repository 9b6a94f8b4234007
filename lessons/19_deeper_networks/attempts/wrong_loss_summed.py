# %% [markdown]
# Guessed numbers and letters. The loss of a mini-batch is summed.


# %% task="pencil" caught_by="pencil_numbers,tuning_steps,choice_inside,choice_outside" message="q3_shape"
q3_shape = (8, 16, 8, 8)
q3_full = 31360
q3_pooled = 640


# %% task="choices"
q8_shortcut, q8_frozen_norm, q8_rates, q8_fails, q8_honest = "b", "a", "d", "b", "c"


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows], reduction="sum")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
