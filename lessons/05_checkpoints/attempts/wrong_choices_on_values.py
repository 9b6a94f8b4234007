# %% [markdown]
# Misunderstandings about values: sessions share them, the file has the last ones, all ten rows cost ln 3,
# five checkpoints stay, and `restore` needs the initializer first.

# %% task="prints" caught_by="in_sessions,after_restore,floor,lost,chosen" message="print_b"
print_a, print_b, print_c, print_d = 40, 80, 160, 10

# %% task="no_biases"
logit_at_zero, probability_at_zero, cost_floor, share_right = 0, 0.333, 1.099, 0

# %% task="crash"
steps_kept = [200, 400, 600, 800, 1000]
resume_at, steps_lost = 1000, 130

# %% task="choices"
q10_pickle = ["a", "c"]
q10_overfit, q10_error = "c", "c"
