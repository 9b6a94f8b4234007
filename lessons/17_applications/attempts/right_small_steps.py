# %% [markdown]
# Small functions of its own, a shape that is followed by hand, and rows that are built number by number.


# %% task="export"
def export(checkpoint, file, classes):
    saved, tensors, sizes = load_file(checkpoint), {}, []
    while f"model/layers.{len(sizes)}.weight" in saved:
        k = len(sizes)
        for kind in ("weight", "bias"):
            tensors[f"layers.{k}.{kind}"] = saved[f"model/layers.{k}.{kind}"]
        sizes.append(len(saved[f"model/layers.{k}.bias"]))
    if len(classes) != sizes[-1]:
        raise ValueError(f"{len(classes)} names, {sizes[-1]} outputs")
    sizes.insert(0, saved["model/layers.0.weight"].shape[1])
    save_file(tensors, file, {"classes": json.dumps(classes), "sizes": json.dumps(sizes)})


# %% task="load"
def load(file):
    content = Path(file).read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    note = header["__metadata__"]
    served = SimpleNamespace(network=Network(json.loads(note["sizes"])), classes=json.loads(note["classes"]))
    served.network.eval()
    served.network.load_state_dict(load_file(file))
    served.version = hashlib.new("sha256", content).hexdigest()[:12]
    return served


# %% task="read_rows"
def read_number(value, place):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadQuestion(422, f"{place} is no number")
    if value != value or abs(value) > torch.finfo(torch.float32).max:
        raise BadQuestion(422, f"{place} does not fit into float32")
    return float(value)


def read_row(row, place, width):
    if not isinstance(row, list):
        raise BadQuestion(422, f"{place} is no list of {width} numbers")
    if len(row) != width:
        raise BadQuestion(422, f"{place} has {len(row)} elements, expected {width}")
    return [read_number(value, f"{place}[{k}]") for k, value in enumerate(row)]


def read_rows(body, width, most):
    try:
        question = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise BadQuestion(400, "no JSON") from None
    try:
        rows = question["rows"]
    except (TypeError, KeyError):
        raise BadQuestion(422, "where are the rows?") from None
    if not isinstance(rows, list) or len(rows) < 1:
        raise BadQuestion(422, "the rows are no list")
    if len(rows) > most:
        raise BadQuestion(413, f"at most {most}")
    return torch.tensor([read_row(row, f"rows[{i}]", width) for i, row in enumerate(rows)])


# %% task="respond"
def respond(service, method, path, body):
    routes = {("GET", "/health"), ("POST", "/predict")}
    if (method, path) not in routes:
        known = path in {known for _, known in routes}
        return (405 if known else 404), {"error": f"{method} {path} is not answered"}
    if method == "GET":
        return 200, dict(status="ok", version=service.version)
    try:
        content = service.predict(body)
    except Exception as error:
        if isinstance(error, BadQuestion):
            return error.status, {"error": error.message}
        service.log += [repr(error)]
        return 500, {"error": "our mistake"}
    return 200, content


# %% task="drift"
def drift(known, today):
    distance = np.abs(np.mean(today, axis=0) - np.mean(known, axis=0))
    error = np.std(known, axis=0) / len(today) ** 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(distance / error, nan=0.0, posinf=np.inf)


def alarms(known, today, limit):
    return list(np.flatnonzero(drift(known, today) > limit))
