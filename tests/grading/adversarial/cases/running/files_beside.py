# %% [markdown] points=10
# Files beside the notebook have the names of libraries. The answers are right, and stay right.

# %% file="torch.py"
raise SystemExit("the wrong torch")

# %% file="numpy.py"
raise SystemExit("the wrong numpy")

# %% file="random.py"
raise SystemExit("the wrong random")

# %% file="lessonlib/__init__.py"
raise SystemExit("the wrong lessonlib")

# %% file="lessonlib/check.py"
raise SystemExit("the wrong check")

# %% file="safetensors/__init__.py"
raise SystemExit("the wrong safetensors")

# %% file="conftest.py"
raise SystemExit("a conftest")

# %% file="sitecustomize.py"
raise SystemExit("a sitecustomize")

# %% file="usercustomize.py"
raise SystemExit("a usercustomize")

# %% file="ipykernel_launcher.py"
raise SystemExit("the wrong kernel")

# %% file="IPython/__init__.py"
raise SystemExit("the wrong shell")
