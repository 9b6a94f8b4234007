# %% [markdown]
# Answers with the scores, as if they were probabilities.


# %% task="predict" caught_by="predict_values,predict_finite" message="probabilities of"
def predict(served, rows):
    with torch.no_grad():
        scores = served.network(rows)
    if not scores.isfinite().all():
        raise BadQuestion(422, "too large")
    names = [served.classes[k] for k in scores.argmax(dim=1).tolist()]
    return {"version": served.version, "classes": names, "probabilities": scores.tolist()}
