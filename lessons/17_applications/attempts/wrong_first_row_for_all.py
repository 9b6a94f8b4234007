# %% [markdown]
# Looks at the shape of the first row, and takes the others for granted.


# %% task="read_rows" caught_by="rows_shape" message="the last row"
def read_rows(body, width, most):
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        raise BadQuestion(400, "this is not JSON") from None
    if not isinstance(question, dict) or not isinstance(question.get("rows"), list) or not question["rows"]:
        raise BadQuestion(422, "there are no rows")
    rows = question["rows"]
    if len(rows) > most:
        raise BadQuestion(413, f"at most {most} rows")
    for i, row in enumerate(rows):
        if i == 0 and (not isinstance(row, list) or len(row) != width):
            raise BadQuestion(422, f"rows[{i}] is not a list of {width}")
        for k, value in enumerate(row if isinstance(row, list) else []):
            if type(value) not in (int, float) or not abs(value) <= torch.finfo(torch.float32).max:
                raise BadQuestion(422, f"rows[{i}][{k}] is not a number")
    try:
        return torch.tensor(rows, dtype=torch.float32)
    except (ValueError, TypeError):
        raise BadQuestion(422, f"the rows are not of {width} numbers") from None
