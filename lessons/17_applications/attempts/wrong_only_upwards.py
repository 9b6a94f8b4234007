# %% [markdown]
# Rings only when a mean has become larger.


# %% task="drift" caught_by="drift_scores,drift_alarms" message="the drift of 4 columns with 1 row"
def drift(known, today):
    distance = today.mean(axis=0) - known.mean(axis=0)
    error = known.std(axis=0) / np.sqrt(len(today))
    return np.divide(distance, error, out=np.where(distance > 0, np.inf, 0.0), where=error > 0)


def alarms(known, today, limit):
    return [k for k, score in enumerate(drift(known, today)) if score > limit]
