# %% [markdown]
# Finds nothing wrong with a common scale for training and test rows.

# %% task="questions" caught_by="question_choices" message="q8_leak"
q8_updates = 15
q8_rate = 0.1
q8_workers = "b"
q8_leak = "a"
