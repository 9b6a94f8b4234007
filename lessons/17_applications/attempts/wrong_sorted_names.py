# %% [markdown]
# Takes the layers in the order of their sorted names, in which 10 comes before 2, and compares the number of class
# names only after the file is written.


# %% task="export" caught_by="export_note,export_refuses" message="12 layers"
def export(checkpoint, file, classes):
    saved = load_file(checkpoint)
    tensors = {name[6:]: value for name, value in saved.items() if name.startswith("model/")}
    shapes = [value.shape for name, value in sorted(tensors.items()) if name.endswith("weight")]
    sizes = [shapes[0][1]] + [shape[0] for shape in shapes]
    save_file(tensors, file, {"sizes": json.dumps(sizes), "classes": json.dumps(classes)})
    if len(classes) != sizes[-1]:
        raise ValueError(f"{len(classes)} class names for {sizes[-1]} outputs")
