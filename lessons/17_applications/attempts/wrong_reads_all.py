# %% [markdown]
# Reads the stream to its end, with the next request.


# %% task="read_body" caught_by="body_good" message="does not return the body of 40 bytes"
def read_body(headers, stream, most):
    if "Content-Length" not in headers:
        raise BadQuestion(411, "no Content-Length")
    length = headers["Content-Length"]
    if not length.isdecimal():
        raise BadQuestion(400, "no number")
    if int(length) > most:
        raise BadQuestion(413, "too large")
    body = stream.read()
    if len(body) < int(length):
        raise BadQuestion(400, "the body ends too early")
    return body
