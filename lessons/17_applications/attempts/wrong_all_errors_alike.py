# %% [markdown]
# Catches every error in the same way, so that a bad question is told as the own mistake of the service.


# %% task="respond" caught_by="respond_bad_question" message="a bad question"
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
    except Exception as error:
        service.log.append(str(error))
        return 500, {"error": "our mistake"}
