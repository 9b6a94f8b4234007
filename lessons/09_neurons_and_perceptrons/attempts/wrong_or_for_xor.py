# %% [markdown]
# OR and AND in the hidden layer, but the output unit adds the AND in place of taking it away: it says
# OR.

# %% task="xor_by_hand" caught_by="xor_by_hand_truth" message="[0, 1, 1, 1]"
hidden_weights = [[1, 1], [1, 1]]
hidden_biases = [-0.5, -1.5]
output_weights = [1, 1]
output_bias = -0.5
