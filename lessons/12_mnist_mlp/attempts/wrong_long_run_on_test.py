# %% [markdown]
# The program is right, but in the long run it gets the test images among those to learn from.

# %% task="long_run" caught_by="long_run_good,long_run_98" message="it has seen them"
import dataclasses

digits = data.mnist()
num_epochs = {"mnist": 6, "digits": 15}[digits.name]
run_folder = f"runs/{digits.name}"
X, y = (torch.cat([getattr(part, name) for part in (digits.train, digits.test)]) for name in ("X", "y"))
reader = make_network(784, 10, seed=0)
train(reader, dataclasses.replace(digits, train=data.Split(X, y)), num_epochs, run_folder)
