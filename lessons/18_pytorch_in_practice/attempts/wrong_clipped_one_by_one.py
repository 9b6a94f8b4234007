# %% [markdown]
# Clips each number of the gradient, which changes its direction. A hook counts zeros, not their share.


# %% task="train" caught_by="loop_steps,zeros_found,hooks_removed" message="on its own"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                nn.utils.clip_grad_value_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses


# %% task="hook"
def zeros_by_layer(model, X):
    shares, handles = {}, []
    for name, layer in model.named_modules():
        if isinstance(layer, nn.ReLU):

            def note(layer, inputs, output, name=name):
                shares[name] = (output == 0).float().sum().item()

            handles.append(layer.register_forward_hook(note))
    model(X)
    for handle in handles:
        handle.remove()
    return shares
