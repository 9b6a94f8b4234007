# %% [markdown]
# Takes each ValueError for a mistake of the client. Alarms say how far a column has moved, not which one it is.


# %% task="respond" caught_by="respond_crash,drift_alarms" message="the status when predict raises ValueError"
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
    except ValueError:
        return 422, {"error": "bad question"}
    except Exception as error:
        service.log.append(str(error))
        return 500, {"error": "our mistake"}


# %% task="drift"
def drift(known, today):
    distance = np.abs(today.mean(axis=0) - known.mean(axis=0))
    error = known.std(axis=0) / np.sqrt(len(today))
    return np.divide(distance, error, out=np.where(distance > 0, np.inf, 0.0), where=error > 0)


def alarms(known, today, limit):
    return [score for score in drift(known, today) if score > limit]
