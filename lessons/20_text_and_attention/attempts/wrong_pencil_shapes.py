# %% [markdown]
# The heads are forgotten in the shape of the weights; without a mask, nothing seems to happen.


# %% task="pencil" caught_by="pencil_numbers,choice_why" message="q9_shapes"
q9_bits = 3
q9_mixed = 5
q9_shapes = [(2, 10, 10), (2, 10, 64)]


# %% task="choices"
q10_scale = "c"
q10_mask = "a"
q10_length = "d"
q10_memory = "a"
