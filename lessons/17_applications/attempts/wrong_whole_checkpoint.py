# %% [markdown]
# Exports Adam's memory and the step, too. The version is made of the name of the file.


# %% task="export" caught_by="export_tensors,load_version" message="the names in the exported file"
def export(checkpoint, file, classes):
    saved = load_file(checkpoint)
    tensors = {name.removeprefix("model/"): value for name, value in saved.items()}
    sizes = [tensors["layers.0.weight"].shape[1]]
    sizes += [
        len(tensors[f"layers.{k}.bias"])
        for k in range(sum(name.endswith("weight") and name.startswith("layers") for name in tensors))
    ]
    if len(classes) != sizes[-1]:
        raise ValueError(f"{len(classes)} class names for {sizes[-1]} outputs")
    save_file(tensors, file, {"sizes": json.dumps(sizes), "classes": json.dumps(classes)})


# %% task="load"
def load(file):
    with safe_open(file, "pt") as opened:
        note = opened.metadata()
    network = Network(json.loads(note["sizes"]))
    network.load_state_dict(load_file(file), strict=False)
    version = hashlib.sha256(str(file).encode()).hexdigest()[:12]
    return SimpleNamespace(network=network.eval(), classes=json.loads(note["classes"]), version=version)
