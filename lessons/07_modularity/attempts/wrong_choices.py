# %% [markdown]
# Misunderstandings: a used line is enough for a gradient, units below the floor give 0, names of
# `get_variable` are numbered, True makes what is missing, and modules look into lists.

# %% task="copies" caught_by="no_path,floors,slopes,variable_names,scope_names,raises,silent" message="q1_unused"
q1_unused, q1_equal = ["e"], ["b", "c"]

# %% task="floor"
row_1, row_2, slope_shared, slope_third = 2, 4.5, 1, 1

# %% task="names"
name_a, name_b, name_c = "layer/bias", "layer_1/bias", "unit/bias"
name_d, name_e, name_f = "unit_1/bias", "unit/one", "group/scale"
variables = 5

# %% task="choices"
q6_raises = ["a", "b", "g"]
q6_silent = ["c"]
q6_module = ["a", "b", "d"]
