# %% [markdown]
# Takes the Python variables' names for the nodes' names, and forgets that a taken name gets a number.

# %% task="names" caught_by="names_of_nodes,names_of_tags" message="q1_names[0]"
q1_names = ["net/start", "net/part/b", "net/c", "d"]
q1_tags = ["loss/cost", "cost", "cost"]
