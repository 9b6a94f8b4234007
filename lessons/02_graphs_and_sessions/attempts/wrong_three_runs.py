# %% [markdown]
# Fetches the numbers, their mean and their maximum in three runs: each run draws other numbers.

# %% task="sample_summary" caught_by="summary_of_one_draw" message="The mean of the numbers returned"
def sample_summary(numbers):
    with numbers.graph.as_default(), tf.Session():
        mean = tf.reduce_mean(numbers)
        largest = tf.reduce_max(numbers)
        return {"numbers": numbers.eval(), "mean": mean.eval(), "largest": largest.eval()}
