# %% [markdown]
# Chooses the network by the test rows, and believes that the number will come again with new rows.


# %% task="choose" caught_by="question_choices,choose_honestly" message="q3_luck"
def choose(trials):
    best = max(trials, key=lambda trial: trial["test"])
    return best["name"], best["test"]


# %% task="questions"
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 8, 80, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "a", "a"
