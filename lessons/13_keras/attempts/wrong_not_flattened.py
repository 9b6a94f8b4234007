# %% [markdown]
# No `Flatten`: the dense layer works on the last axis alone. So the parameters are counted too low; and several topics
# at once get a softmax.


# %% task="questions" caught_by="question_numbers,question_choices,build_forward" message="q1_hidden"
q1_hidden = 30 * 50 + 50
q1_total = q1_hidden + 50 * 4 + 4
q1_steps = 32
q1_again, q1_split, q1_topics, q1_stuck = "b", "c", "a", "d"


# %% task="build_classifier"
def build_classifier(input_shape, hidden, num_classes, rate):
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(layers.Dense(hidden, activation="relu"))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(num_classes, activation="softmax"))
    return model
