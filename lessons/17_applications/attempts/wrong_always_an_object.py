# %% [markdown]
# Asks for `rows` before it knows that the JSON is an object.


# %% task="read_rows" caught_by="rows_form" message="a JSON text without a list"
def read_rows(body, width, most):
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        raise BadQuestion(400, "this is not JSON") from None
    if not isinstance(question.get("rows"), list) or not question["rows"]:
        raise BadQuestion(422, "there are no rows")
    rows = question["rows"]
    if len(rows) > most:
        raise BadQuestion(413, f"at most {most} rows")
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            raise BadQuestion(422, f"rows[{i}] is not a list of {width}")
        for k, value in enumerate(row):
            if type(value) not in (int, float) or not abs(value) <= torch.finfo(torch.float32).max:
                raise BadQuestion(422, f"rows[{i}][{k}] is not a number")
    return torch.tensor(rows, dtype=torch.float32)
