# %% [markdown]
# Reads the body, and then looks whether it was too large.


# %% task="read_body" caught_by="body_refused" message="bytes read"
def read_body(headers, stream, most):
    if "Content-Length" not in headers:
        raise BadQuestion(411, "no Content-Length")
    length = headers["Content-Length"]
    if not length.isdecimal():
        raise BadQuestion(400, "no number")
    body = stream.read(int(length))
    if int(length) > most:
        raise BadQuestion(413, "too large")
    if len(body) < int(length):
        raise BadQuestion(400, "the body ends too early")
    return body
