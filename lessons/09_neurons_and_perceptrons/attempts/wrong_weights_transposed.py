# %% [markdown]
# Each row of the hidden weights, in place of each column, holds the weights of one unit.

# %% task="xor_by_hand" caught_by="xor_by_hand_truth" message="Column j of hidden_weights"
hidden_weights = [[1, 1], [-1, -1]]
hidden_biases = [-0.5, 1.5]
output_weights = [1, 1]
output_bias = -1.5
