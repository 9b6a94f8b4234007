# %% [markdown]
# Believes that a variable has its value as soon as it is built, and runs no initialiser.

# %% task="work" caught_by="q5_q6,threads_count_alone" message="Section 12 of the chapter shows it"
def work(counter, times):
    with tf.Session(graph=counter["graph"]) as sess:
        for _ in range(times):
            sess.run(counter["tick"])
        return sess.run(counter["count"])


# %% task="q5_and_q6"
q6_born = "a"
q6_gone = "e"
q5 = "own"
