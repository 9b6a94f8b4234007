# %% [markdown]
# Answers question 5 with "shared", and lets both threads use one session.

# %% task="q5_and_q6" caught_by="q5_q6,threads_count_alone" message="Do the next task"
q6_born = "b"
q6_gone = "e"
q5 = "shared"

# %% task="work"
sessions = {}


def work(counter, times):
    if counter["graph"] not in sessions:
        sessions[counter["graph"]] = tf.Session(graph=counter["graph"])
    sess = sessions[counter["graph"]]
    sess.run(counter["count"].initializer)
    for _ in range(times):
        sess.run(counter["tick"])
    return sess.run(counter["count"])
