# %% [markdown]
# By hand, both players move at the same time, with the old w; and the loss is calculated again after the step.
# The questions are answered by the pictures and the loss alone.


# %% task="step_by_hand" caught_by="by_hand,d_step,question_numbers,question_choices" message="the new g for"
def step_by_hand(g, w, x, lr):
    def sigmoid(s):
        return 1 / (1 + math.exp(-s))

    new_w = w + lr * ((1 - sigmoid(w * x)) * x - sigmoid(w * g) * g)
    new_g = g + lr * (1 - sigmoid(w * g)) * w
    return new_g, new_w


# %% task="update_discriminator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    fakes = generator(z).detach()
    optimizer.zero_grad()
    discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0]).backward()
    optimizer.step()
    with torch.no_grad():
        return discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0]).item()


# %% task="questions"
q8_times, q8_label = 100, 0
q8_guess, q8_modes, q8_noise = "a", "a", "b"
