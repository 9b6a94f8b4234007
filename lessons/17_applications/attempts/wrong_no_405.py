# %% [markdown]
# Knows pairs of method and path, and answers 404 to all others.


# %% task="respond" caught_by="respond_good" message="the status of GET /predict"
def respond(service, method, path, body):
    methods = {"/health": "GET", "/predict": "POST"}
    if path not in methods:
        return 404, {"error": "not found"}
    if methods[path] != method:
        return 404, {"error": "another method"}
    if path == "/health":
        return 200, {"status": "ok", "version": service.version}
    try:
        return 200, service.predict(body)
    except BadQuestion as bad:
        return bad.status, {"error": bad.message}
    except Exception as error:
        service.log.append(str(error))
        return 500, {"error": "our mistake"}
