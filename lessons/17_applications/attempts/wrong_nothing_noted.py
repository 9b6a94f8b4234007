# %% [markdown]
# Tells the client nothing of the inside of the service, and nobody else either.


# %% task="respond" caught_by="respond_crash" message="The log does not have one more line"
def respond(service, method, path, body):
    methods = {"/health": "GET", "/predict": "POST"}
    if path not in methods:
        return 404, {"error": "not found"}
    if methods[path] != method:
        return 405, {"error": "another method"}
    if path == "/health":
        return 200, {"status": "ok", "version": service.version}
    try:
        return 200, service.predict(body)
    except BadQuestion as bad:
        return bad.status, {"error": bad.message}
    except Exception:
        return 500, {"error": "our mistake"}
