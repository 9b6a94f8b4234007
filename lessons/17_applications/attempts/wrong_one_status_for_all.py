# %% [markdown]
# Answers every bad question with 400 and the same message. The lengths of bodies are believed: a negative one, too.


# %% task="read_rows" caught_by="rows_form,rows_shape,rows_numbers,body_refused" message="a JSON text without a list"
def read_rows(body, width, most):
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        raise BadQuestion(400, "this is not JSON") from None
    if not isinstance(question, dict) or not isinstance(question.get("rows"), list) or not question["rows"]:
        raise BadQuestion(400, "bad question")
    rows = question["rows"]
    if len(rows) > most:
        raise BadQuestion(400, "bad question")
    for row in rows:
        if not isinstance(row, list) or len(row) != width:
            raise BadQuestion(400, "bad question")
        for value in row:
            if type(value) not in (int, float) or not abs(value) <= torch.finfo(torch.float32).max:
                raise BadQuestion(400, "bad question")
    return torch.tensor(rows, dtype=torch.float32)


# %% task="read_body"
def read_body(headers, stream, most):
    if "Content-Length" not in headers:
        raise BadQuestion(411, "no Content-Length")
    try:
        length = int(headers["Content-Length"])
    except ValueError:
        raise BadQuestion(400, "no number") from None
    if length > most:
        raise BadQuestion(413, "too large")
    body = stream.read(length)
    if len(body) < length:
        raise BadQuestion(400, "the body ends too early")
    return body
