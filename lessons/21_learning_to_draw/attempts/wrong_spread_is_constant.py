# %% [markdown]
# The standard deviation is cut off from the gradient. The answers to the questions are those of a first guess.


# %% task="sample_code" caught_by="code_gradient,step,step_fresh,question_answers" message="respect to log_var"
def sample_code(mean, log_var, noise):
    return mean + (log_var / 2).exp().detach() * noise


# %% task="questions"
q11_slope = 12
q11_collapse, q11_jumps, q11_ruler = "b", "a", "c"
