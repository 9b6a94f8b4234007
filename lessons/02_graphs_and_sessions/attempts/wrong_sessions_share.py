# %% [markdown]
# Answers question 5 with "shared" (as the Korean notes do), and lets both threads use one session.

# %% task="q5_and_q6" caught_by="q5_q6,threads_count_alone" message="Do the next task"
q6_born = "b"
q6_gone = "e"
q5 = "shared"

# %% task="work"
one_session = tf.Session(graph=shared_graph)
one_session.run(shared_w.initializer)


def work(times):
    for _ in range(times):
        one_session.run(add_one)
    return one_session.run(shared_w)
