# %% [markdown]
# Exports a pickle, as `torch.save` writes it.


# %% task="export" caught_by="export_tensors,export_note" message="cannot be read as safetensors"
def export(checkpoint, file, classes):
    saved = load_file(checkpoint)
    tensors = {name[6:]: value for name, value in saved.items() if name.startswith("model/")}
    sizes = [tensors["layers.0.weight"].shape[1]]
    sizes += [len(tensors[f"layers.{k}.bias"]) for k in range(len(tensors) // 2)]
    if len(classes) != sizes[-1]:
        raise ValueError(f"{len(classes)} class names for {sizes[-1]} outputs")
    torch.save({"tensors": tensors, "sizes": sizes, "classes": classes}, file)
