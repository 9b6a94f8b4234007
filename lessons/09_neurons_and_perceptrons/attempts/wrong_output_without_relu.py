# %% [markdown]
# The output layer has no ReLU.

# %% task="output_formula" caught_by="mlp_output" message="Is there a ReLU at the output too?"
def network_output(X, W_h, b_h, W_o, b_o):
    return np.maximum(X @ W_h + b_h, 0) @ W_o + b_o
