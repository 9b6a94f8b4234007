# %% [markdown]
# Saves the weights, and forgets Adam's memory. It also believes that ten networks may be judged by the test images.

# %% task="questions"
q2_steps, q2_wrong, q2_bytes = 469, 170, 508
q2_choose, q2_start, q2_resume = "c", "c", "c"


# %% task="checkpoint" caught_by="choose,next_step,resumes" message="q2_choose"
def save(model, optimizer, file):
    save_file(model.state_dict(), file)


def restore(model, optimizer, file):
    saved = load_file(file)
    model.load_state_dict({name: saved[name] for name in model.state_dict()})
