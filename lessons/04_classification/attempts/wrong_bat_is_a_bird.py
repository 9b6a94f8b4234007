# %% [markdown]
# The weights of the chapter, whose last animal is a bird: the bat comes out as a bird, too.

# %% task="bats" caught_by="bats_right" message="fur 1, wings 1, mammal does not lead"
bat_W = [[-4.0, 4.0, 0.0], [-4.0, -4.0, 4.0]]
bat_b = [2.0, -2.0, -2.0]
