# %% [markdown]
# Takes nan and minus infinity for results like all others.

# %% task="best_run" caught_by="best_of_broken" message="that ended badly"
def best_run(folder, tag):
    last = {}
    for path in Path(folder).iterdir():
        events = EventAccumulator(str(path)).Reload()
        if tag in events.Tags()["scalars"]:
            last[path.name] = events.Scalars(tag)[-1].value
    if not last:
        raise ValueError(f"no run in {folder} ends with a finite {tag}")
    return min(last, key=last.get)
