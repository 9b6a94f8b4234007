# %% [markdown]
# Takes a body that ends too early as it comes. The deviation of today's questions is taken, which a single one does
# not have.


# %% task="read_body" caught_by="body_refused,drift_scores,drift_alarms" message="ends too early"
def read_body(headers, stream, most):
    if "Content-Length" not in headers:
        raise BadQuestion(411, "no Content-Length")
    length = headers["Content-Length"]
    if not length.isdecimal():
        raise BadQuestion(400, "no number")
    if int(length) > most:
        raise BadQuestion(413, "too large")
    body = stream.read(int(length))
    return body


# %% task="drift"
def drift(known, today):
    distance = np.abs(today.mean(axis=0) - known.mean(axis=0))
    error = today.std(axis=0) / np.sqrt(len(today))
    return np.divide(distance, error, out=np.where(distance > 0, np.inf, 0.0), where=error > 0)


def alarms(known, today, limit):
    return [k for k, score in enumerate(drift(known, today)) if score > limit]
