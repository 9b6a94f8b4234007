# %% [markdown]
# All hooks use the last name of the loop. Believes that PyTorch reseeds any generator, and that a common scale is
# fair.


# %% task="hook" caught_by="zeros_found,hooks_removed,question_choices" message="the names"
def zeros_by_layer(model, X):
    shares, handles = {}, []
    for name, layer in model.named_modules():
        if isinstance(layer, nn.ReLU):

            def note(layer, inputs, output):
                shares[name] = (output == 0).float().mean().item()  # noqa: B023

            handles.append(layer.register_forward_hook(note))
    model(X)
    for handle in handles:
        handle.remove()
    return shares


# %% task="questions"
q8_updates = 15
q8_rate = 0.1
q8_workers = "c"
q8_leak = "a"
