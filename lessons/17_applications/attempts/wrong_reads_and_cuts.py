# %% [markdown]
# Reads the stream to its end, and cuts the body out of it. Short bodies are taken as they come.


# %% task="read_body" caught_by="body_good,body_refused" message="bytes left in the stream"
def read_body(headers, stream, most):
    if "Content-Length" not in headers:
        raise BadQuestion(411, "no Content-Length")
    length = headers["Content-Length"]
    if not length.isdecimal():
        raise BadQuestion(400, "no number")
    if int(length) > most:
        raise BadQuestion(413, "too large")
    body = stream.read()[: int(length)]
    return body
