# %% [markdown]
# The pooled head is counted without its bias. Gradients are added up from step to step.


# %% task="pencil" caught_by="pencil_numbers,tuning_steps" message="q3_pooled"
q3_shape, q3_full, q3_pooled = (8, 32, 8, 8), 31370, 640


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
            loss = F.cross_entropy(network(X[rows]), y[rows])
            loss.backward()
            optimizer.step()
