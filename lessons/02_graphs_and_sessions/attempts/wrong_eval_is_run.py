# %% [markdown]
# Thinks that two `eval` calls are one `run`, and that a program then prints the same in both ways.

# %% task="q2_and_q3" caught_by="q2_q3,ticks" message="How many runs are there?"
q2 = "yes"
q3 = "yes"

# %% task="predict_ticks"
separately = [10, 100]
together = [20, 200]
