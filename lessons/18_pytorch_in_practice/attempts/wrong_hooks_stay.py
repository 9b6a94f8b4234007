# %% [markdown]
# Never removes its hooks; takes the cosine of half of the way for 1.


# %% task="hook" caught_by="hooks_removed,question_numbers" message="hooks that are left"
def zeros_by_layer(model, X):
    shares, handles = {}, []
    for name, layer in model.named_modules():
        if isinstance(layer, nn.ReLU):

            def note(layer, inputs, output, name=name):
                shares[name] = (output == 0).float().mean().item()

            handles.append(layer.register_forward_hook(note))
    model(X)
    return shares


# %% task="questions"
q8_updates = 15
q8_rate = 0.2
q8_workers = "b"
q8_leak = "c"
