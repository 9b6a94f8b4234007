# %% [markdown]
# The right shape, and biases forgotten in the counts. Both learning rates are written into the function.


# %% task="pencil" caught_by="pencil_numbers,tuning_steps,choice_inside,choice_outside" message="q3_full"
q3_shape = [8, 32, 8, 8]
q3_full, q3_pooled = 31360, 650


# %% task="choices"
q8_shortcut, q8_frozen_norm, q8_rates, q8_fails, q8_honest = "a", "c", "d", "a", "d"


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": 0.01},
        {"params": network.head.parameters(), "lr": 0.1},
    ]
    optimizer = torch.optim.SGD(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
