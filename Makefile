# Every target makes .venv and installs into it when pyproject.toml or constraints.txt changed.
PYTHON ?= python3
LESSONLIB_PORT ?= 8888
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PATH := $(CURDIR)/$(BIN):$(PATH)
.PHONY: install demo lab test course lint bench clean

install: $(STAMP)
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,browser,serve]'
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2>/dev/null
	touch $@
demo: install  ## grade a made-up class with nbgrader
	$(BIN)/lessonlib demo $(ARGS)
lab: install  ## JupyterLab on course/
	$(BIN)/jupyter lab --port=$(LESSONLIB_PORT) --LabApp.default_url=/lab/tree/course \
		$(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)
test: install
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile $(ARGS)
course: install  ## lessons/ -> course/, solutions/, exercises/
	$(BIN)/lessonlib build $(ARGS)
lint: install
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
bench: install  ## one table of speeds; TensorFlow beside ours when the extra `bench` is installed
	$(BIN)/python -m benchmarks $(ARGS)
clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
