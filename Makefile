# Every target makes .venv and installs into it when pyproject.toml or constraints.txt changed: what the course needs, and
# for `test` and `lint` the developers' tools besides.
PYTHON ?= python3
LESSONLIB_PORT ?= 8888
EXTRAS := serve
TOOLS := dev,browser,site
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TOOLS_STAMP := $(VENV)/.tools
export PATH := $(abspath $(BIN)):$(PATH)
INSTALL = $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable
SITE_STAMP := $(VENV)/.site
.PHONY: install tools demo lab test course site lint tf1-record bench gpu clean

# Who asks for a Python that the environment is not made of (make PYTHON=python3.13) has it made anew.
VERSION := -c 'import sys; print("%d.%d" % sys.version_info[:2])'
ifneq ($(origin PYTHON),file)
HERE := $(shell $(BIN)/python $(VERSION) 2>/dev/null)
ANEW := $(filter-out $(shell $(PYTHON) $(VERSION)),$(HERE))
.PHONY: $(if $(ANEW),$(STAMP))
endif

install: $(STAMP)
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(if $(ANEW),@echo "$(VENV) has Python $(HERE). It is made anew for $(PYTHON).")
	$(if $(ANEW),,test -x $(BIN)/pip ||) $(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) '.[$(EXTRAS)]'
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2>/dev/null
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader:create-assignment 2>/dev/null  # for authors
	touch $@
tools: $(TOOLS_STAMP)
$(TOOLS_STAMP): $(STAMP)
	$(INSTALL) '.[$(EXTRAS),$(TOOLS)]'
	touch $@
demo: install  ## grade a made-up class with nbgrader
	$(BIN)/lessonlib demo $(ARGS)
lab: install  ## JupyterLab on the first notebook
	$(BIN)/jupyter lab --port=$(LESSONLIB_PORT) --LabApp.default_url=/lab/tree/course/00_start.ipynb \
		$(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)
test: tools  ## ALL=yes: those marked `thorough` and `nightly`, too
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile -m '$(if $(ALL),,not thorough and not nightly)' $(ARGS)
course: install  ## lessons/ -> course/, solutions/, exercises/
	$(BIN)/lessonlib build $(ARGS)
site: $(SITE_STAMP)  ## the course as pages to read, in dist/site
	$(BIN)/python -m website $(ARGS)
$(SITE_STAMP): $(STAMP)
	$(INSTALL) '.[$(EXTRAS),site]'
	touch $@
lint: tools
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
tf1-record:  ## what TensorFlow answers to the calls of tests/tf1/recorded; TensorFlow 2 must be installed
	$(BIN)/python tests/tf1/recorded/record.py $(ARGS)
bench: tools  ## one table of speeds; TensorFlow beside ours when the extra `bench` is installed
	$(BIN)/python -m benchmarks $(ARGS)
gpu:  ## tests and figures on a CUDA device, with the PyTorch that PYTHON has; the table goes into the folder OUT
	$(PYTHON) -m pytest -m cuda -p no:cacheprovider $$(grep -rl --include='test_*.py' 'mark\.cuda' tests)
	$(PYTHON) -m benchmarks --cuda $(if $(OUT),--output $(OUT)) $(ARGS)
clean:
	rm -rf $(VENV) dist .website .pytest_cache .mypy_cache .ruff_cache .hypothesis
