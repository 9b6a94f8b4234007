# %% [markdown]
# Exports any class names. The service answers with the numbers of the classes.


# %% task="export" caught_by="export_refuses,predict_values" message="raises no error"
def export(checkpoint, file, classes):
    saved = load_file(checkpoint)
    tensors = {name[6:]: value for name, value in saved.items() if name.startswith("model/")}
    sizes = [tensors["layers.0.weight"].shape[1]]
    sizes += [len(tensors[f"layers.{k}.bias"]) for k in range(len(tensors) // 2)]
    save_file(tensors, file, {"sizes": json.dumps(sizes), "classes": json.dumps(classes)})


# %% task="predict"
def predict(served, rows):
    with torch.no_grad():
        shares = torch.softmax(served.network(rows), dim=1)
    if not shares.isfinite().all():
        raise BadQuestion(422, "too large")
    classes = shares.argmax(dim=1).tolist()
    return {"version": served.version, "classes": classes, "probabilities": shares.tolist()}
