# %% [markdown] points=10
# Right answers, between cells that end the program: exit(), quit(), sys.exit(), SystemExit.

# %%
exit()

# %%
quit()

# %% task="step"
import sys


def train_step(model, X, y, lr):
    loss = nn.functional.binary_cross_entropy_with_logits(model(X).ravel(), y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
            parameter.grad = None
    return loss.item()


sys.exit(0)

# %%
raise SystemExit("done")
