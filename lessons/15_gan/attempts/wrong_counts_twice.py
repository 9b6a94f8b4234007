# %% [markdown]
# A point counts for each centre within the radius. Fakes keep the label 0 in both halves of a step,
# and a low loss counts as a success.


# %% task="count_modes" caught_by="modes,question_numbers,question_choices" message="points between two centres"
def count_modes(points, centres, radius):
    return (np.linalg.norm(points[:, None] - centres, axis=2) <= radius).sum(axis=0)


# %% task="questions"
q8_times, q8_label = 99, 0
q8_guess, q8_modes, q8_noise = "b", "a", "a"
