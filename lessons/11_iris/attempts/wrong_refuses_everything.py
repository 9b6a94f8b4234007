# %% [markdown]
# Refuses every file, so the broken ones as well.

# %% task="read_flowers" caught_by="read_values,read_refuses_rows,read_refuses_columns" message="ValueError"
def read_flowers(text):
    raise ValueError("no flowers")
