# %% [markdown]
# Misunderstandings about training: a curved boundary for logistic regression, the logistic function as
# a 0-or-1 output, autodiff and backpropagation exchanged.

# %% task="q2_choices" caught_by="perceptron_or_logistic,why_logistic,backprop_or_autodiff" message="q2_why"
q2_why = ["a", "c", "d"]
q2_changes = ["b", "c"]

# %% task="q3_choices"
q3_why = "a"
q3_moved = 0

# %% task="q7_choices"
q7_difference = "c"
q7_runs = 1001
q7_passes = 1
