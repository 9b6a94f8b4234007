# %% [markdown]
# Asks whether a number is too large, which NaN is not. Does not see that the answer is NaN, and hands it out.


# %% task="read_rows" caught_by="rows_numbers,predict_finite" message="NaN in place of a number"
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
        if not isinstance(row, list) or len(row) != width:
            raise BadQuestion(422, f"rows[{i}] is not a list of {width}")
        for k, value in enumerate(row):
            if type(value) not in (int, float) or abs(value) > torch.finfo(torch.float32).max:
                raise BadQuestion(422, f"rows[{i}][{k}] is not a number")
    return torch.tensor(rows, dtype=torch.float32)


# %% task="predict"
def predict(served, rows):
    with torch.no_grad():
        shares = torch.softmax(served.network(rows), dim=1)
    names = [served.classes[k] for k in shares.argmax(dim=1).tolist()]
    return {"version": served.version, "classes": names, "probabilities": shares.tolist()}
