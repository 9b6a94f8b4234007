# %% [markdown]
# The step has no tanh. With pencil and paper, the sum is taken without forgetting.


# %% task="step" caught_by="step_values,read_states,read_start,pencil_states" message="is not between -1 and 1"
def step(x, h, W_x, W_h, b):
    return x @ W_x + h @ W_h + b


# %% task="pencil"
q3_sum = 7
q3_relu = 2
q3_shapes = [(8, 20, 5), (1, 8, 5)]
q3_field = 15
