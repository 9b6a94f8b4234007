# %% [markdown]
# Mixes up graph and eager execution in the choices: prints in a graph, one session for all graphs, a
# placeholder with a memory, an unfed run that gives a number.

# %% task="q1_why_a_graph" caught_by="q1,q4,q7,q8" message="There are four advantages"
q1_advantages = ["a", "b", "c", "e", "g"]
q1_drawbacks = ["d", "f"]

# %% task="q4_two_graphs"
q4 = "yes"
q4_last_line = 2
q4_remedy = "a"

# %% task="q7_sort"
q7_variable = ["a", "e", "g"]
q7_placeholder = ["b", "h"]
q7_both = ["c", "d"]

# %% task="q8_predict"
q8_B = 15
q8_C = 6
q8_C_and_D = 21
q8_D = 27
