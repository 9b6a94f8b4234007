# %% [markdown]
# Bits are averaged as probabilities, and a mistake of one choice.


# %% task="pencil" caught_by="pencil_numbers,choice_why,choice_cost" message="q9_bits"
q9_bits = 2.17
q9_mixed = 7
q9_shapes = [(2, 10, 10), (2, 10, 64)]


# %% task="choices"
q10_scale = "a"
q10_mask = "a"
q10_length = "b"
q10_memory = "b"
