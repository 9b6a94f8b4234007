# %% [markdown]
# Ideas are mixed up: curves, hyper-parameters and passes; a value that is used twice counts once; in forward mode
# all inputs get the slope 1 in the same pass, so that each result is the sum of the slopes.

# %% task="words_and_curves" caught_by="curves,hyper_parameters,reverse,forward,q11" message="too_small is not right"
# too_small, good, too_large = a letter each
# hyper_parameters = [letters]
too_small, good, too_large = "a", "c", "b"
hyper_parameters = ["a", "b", "d"]

# %% task="reverse_by_hand"
slope_q = 3
slope_p = 3
slope_x = 9
slope_y = 6

# %% task="question_11"
q11_reverse, q11_reverse_1000, q11_forward = 10, 1000, 10
q11_symbolic = "a"


# %% task="forward_gradient"
def forward_gradient(function, point):
    """The slopes of `function` at `point`, by forward mode: a list of as many numbers."""
    slopes = []
    for _ in range(len(point)):
        inputs = [Dual(value, 1.0) for k, value in enumerate(point)]
        slopes.append(function(*inputs).slope)
    return slopes
