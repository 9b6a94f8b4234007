# %% [markdown]
# Divides 0 by 0 where a column is constant. Takes safetensors for a proof of good behaviour, and thinks that an
# accuracy can be watched without labels.


# %% task="drift" caught_by="drift_alarms,question_trust,question_drift" message="constant in"
def drift(known, today):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(today.mean(axis=0) - known.mean(axis=0)) / (known.std(axis=0) / len(today) ** 0.5)


def alarms(known, today, limit):
    return [k for k, score in enumerate(drift(known, today)) if score > limit]


# %% task="questions"
q8_file, q8_status = "a", "c"
q8_labels, q8_alarms = ["a", "b", "c"], "a"
