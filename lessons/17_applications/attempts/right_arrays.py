# %% [markdown]
# NumPy arrays for the checks, single tensors from the file, `match` for the routes.


# %% task="export"
def export(checkpoint, file, classes):
    with safe_open(checkpoint, "pt") as saved:
        model = [name for name in saved.keys() if name.startswith("model/")]  # noqa: SIM118 (no dictionary)
        tensors = {name[6:]: saved.get_tensor(name) for name in model}
    weights = sorted(
        (name for name in tensors if name.endswith("weight")), key=lambda name: int(name.split(".")[1])
    )
    sizes = [tensors[weights[0]].shape[1]] + [len(tensors[name]) for name in weights]
    if sizes[-1] != len(classes):
        raise ValueError(f"{sizes[-1]} outputs, but {len(classes)} class names")
    note = {"sizes": json.dumps(sizes), "classes": json.dumps(list(classes), ensure_ascii=False)}
    save_file(tensors, file, metadata=note)


# %% task="load"
def load(file):
    content = Path(file).read_bytes()
    with safe_open(file, framework="np") as opened:
        note = {name: json.loads(text) for name, text in opened.metadata().items()}
    network = Network(note["sizes"])
    state = network.state_dict()
    for name, tensor in load_file(file).items():
        state[name].copy_(tensor)
    network.train(False)
    return SimpleNamespace(
        network=network, classes=note["classes"], version=hashlib.sha256(content).hexdigest()[:12]
    )


# %% task="read_rows"
def read_rows(body, width, most):
    try:
        question = json.loads(body.decode("utf-8"))
    except Exception:
        raise BadQuestion(400, "this is not JSON") from None
    if type(question) is not dict or type(question.get("rows")) is not list or question["rows"] == []:
        raise BadQuestion(422, "rows: a list is missing")
    rows = question["rows"]
    if most < len(rows):
        raise BadQuestion(413, f"not more than {most} rows at once")
    for i in range(len(rows)):
        if type(rows[i]) is not list or len(rows[i]) != width:
            raise BadQuestion(422, f"{width} numbers are expected in rows[{i}]")
    for i, row in enumerate(rows):
        for k, number in enumerate(row):
            plain = isinstance(number, (int, float)) and number is not True and number is not False
            if (
                not plain
                or not -3.5e38 < number < 3.5e38
                or not np.isfinite(np.array(number, dtype="float32"))
            ):
                raise BadQuestion(422, f"a finite number of float32 is expected in rows[{i}][{k}]")
    return torch.from_numpy(np.array(rows, dtype=np.float32))


# %% task="read_body"
def read_body(headers, stream, most):
    text = headers.get("Content-Length")
    if text is None:
        raise BadQuestion(411, "how long is it?")
    if not text.isdecimal():
        raise BadQuestion(400, "the length is not a number")
    if not int(text) <= most:
        raise BadQuestion(413, "too long")
    parts = []
    while (left := int(text) - sum(map(len, parts))) and (part := stream.read(min(left, 7))):
        parts.append(part)
    if left:
        raise BadQuestion(400, "it ends too early")
    return b"".join(parts)


# %% task="predict"
@torch.inference_mode()
def predict(served, rows):
    shares = served.network(rows).softmax(1).numpy()
    if np.isnan(shares).any():
        raise BadQuestion(422, "these numbers are too large")
    names = [served.classes[int(np.argmax(row))] for row in shares]
    return {"probabilities": shares.tolist(), "classes": names, "version": served.version}


# %% task="respond"
def respond(service, method, path, body):
    import traceback

    match method, path:
        case "GET", "/health":
            return 200, {"status": "ok", "version": service.version}
        case "POST", "/predict":
            try:
                content = service.predict(body)
            except BadQuestion as bad:
                return bad.status, {"error": bad.message}
            except Exception:
                service.log.append(traceback.format_exc())
                return 500, {"error": "sorry"}
            return 200, content
        case _, "/health" | "/predict":
            return 405, {"error": "not in this way"}
    return 404, {"error": "not here"}


# %% task="drift"
def drift(known, today):
    scores = []
    for column, news in zip(known.T, today.T, strict=True):
        far, s = abs(np.mean(news) - np.mean(column)), np.std(column)
        scores.append(far * len(news) ** 0.5 / s if s else (np.inf if far else 0.0))
    return np.array(scores)


def alarms(known, today, limit):
    return np.nonzero(drift(known, today) > limit)[0].tolist()


# %% task="questions"
q8_file, q8_status, q8_alarms = "B", "c", "b"
q8_labels = {"c", "a"}
