# %% [markdown]
# Misunderstandings about networks: ten separate logistic outputs for the digits, more layers against
# over-fitting.

# %% task="q6_choices" caught_by="output_layer,overfitting" message="makes the outputs sum to 1"
spam_neurons, spam_activation = 1, "logistic"
digit_neurons, digit_activation = 10, "logistic"

# %% task="q8_choices"
q8_chosen = ["a", "c", "d", "f"]
q8_remedies = ["a", "e", "f"]
