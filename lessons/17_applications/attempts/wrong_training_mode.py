# %% [markdown]
# Leaves the network in training mode, so that dropout answers, too.


# %% task="load" caught_by="load_answers" message="with a hidden layer"
def load(file):
    with safe_open(file, "pt") as opened:
        note = opened.metadata()
    network = Network(json.loads(note["sizes"]))
    network.load_state_dict(load_file(file))
    version = hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]
    return SimpleNamespace(network=network, classes=json.loads(note["classes"]), version=version)
