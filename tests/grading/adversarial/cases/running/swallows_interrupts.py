# %% [markdown] points=3 state="timeout" cell_seconds=2
# An endless loop that catches every exception. What came before keeps its points.

# %% task="step"
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
