# %% [markdown]
# Thinks that only placeholders can be fed, and so feeds `X` with the guesses and initialises the variables.

# %% task="q9_feed" caught_by="q9,loss_of_guesses" message="feeds something that is no placeholder"
q9 = "a"
q9_computed = ["w", "x", "y"]


# %% task="loss_of"
def loss_of(model, guesses, targets):
    with model["graph"].as_default(), tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run(model["loss"], feed_dict={"X:0": guesses, model["target"]: targets})
