# %% [markdown]
# The step forgets its old state. The last state is taken for (n, hidden), as in Keras.


# %% task="step" caught_by="step_values,read_states,read_start,pencil_shapes" message="from another old state"
def step(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + b)


# %% task="pencil"
q3_sum = 3
q3_relu = 2
q3_shapes = [(8, 20, 5), (8, 5)]
q3_field = 15
