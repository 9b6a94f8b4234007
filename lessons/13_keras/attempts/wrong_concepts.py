# %% [markdown]
# Counts no biases, drops the last small batch, and thinks that `fit` starts again and shuffles first. Several topics
# at once get a softmax; a loss that stays near 1.46 is blamed on the dropout.


# %% task="questions" caught_by="question_numbers,question_choices" message="q1_hidden"
q1_hidden = 30000
q1_total = 30200
q1_steps = 31
q1_again = "a"
q1_split = "a"
q1_topics = "a"
q1_stuck = "d"
