# %% [markdown] points=7
# A thread exchanges the function and the checks while the test runs.

# %% task="error"
import sys
import threading


def zero(y_hat, y):
    return 0.0


def one(y_hat, y):
    return torch.ones(())


squared_error = zero


def swap():
    while True:
        globals()["squared_error"] = one
        for name, module in list(sys.modules.items()):
            if name.startswith("lessonlib.check") and hasattr(module, "CheckFailed"):
                module.CheckFailed = Warning
        globals()["squared_error"] = zero


threading.Thread(target=swap, daemon=True).start()
