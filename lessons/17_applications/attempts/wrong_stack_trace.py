# %% [markdown]
# Sends the stack trace to the client, and notes nothing.


# %% task="respond" caught_by="respond_crash" message="shows the inside of the service"
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
        import traceback

        return 500, {"error": traceback.format_exc()}
