# %% [markdown]
# Takes the last checkpoint, and the lowest training cost, for the best. Believes what `argmax` says in a tie.

# %% task="best_step" caught_by="floor,best_of_all,chosen" message="share_right"
def best_step(folder, X, Y):
    """The step of the checkpoint in `folder` with the lowest cost on X (n, 2) and Y (n, 3)."""
    return int(tf.train.latest_checkpoint(folder).rpartition("-")[2])


# %% task="no_biases"
logit_at_zero, probability_at_zero, cost_floor, share_right = 0, 0.333, 0.769, 1

# %% task="choices"
q10_pickle = ["a", "c"]
q10_overfit, q10_error = "d", "b"
