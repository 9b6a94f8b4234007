# %% [markdown]
# Divides by the deviation of single rows, however many there are.


# %% task="drift" caught_by="drift_scores,drift_alarms" message="9 rows of today"
def drift(known, today):
    distance = np.abs(today.mean(axis=0) - known.mean(axis=0))
    error = known.std(axis=0)
    return np.divide(distance, error, out=np.where(distance > 0, np.inf, 0.0), where=error > 0)


def alarms(known, today, limit):
    return [k for k, score in enumerate(drift(known, today)) if score > limit]
