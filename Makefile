# Two commands for a fresh clone: "make story" tells a story, "make test" runs the tests. Both set themselves up, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PROMPT ?= A storm in the harbour: wind, thunder, waves, then a church bell, footsteps on the pier, and a door slams shut
LENGTH ?= 30
SEED ?= 7
# idle threads sleep instead of spinning: much faster where cores are shared
export OMP_WAIT_POLICY ?= PASSIVE

# two tests at a time with one thread each; the tests of a file stay together, see tests/conftest.py
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

.PHONY: story test test-all lint docs oldest clean

story: $(VENV)/.installed
	$(BIN)/audiostory generate "$(PROMPT)" --duration $(LENGTH) --seed $(SEED) --out stories/harbour.wav \
		--captions vtt --captions srt --spectrogram

test: $(VENV)/.tested
	$(PYTEST) -m "not slow"

# the slow ones too: they run every notebook, the widgets in JupyterLab, and forty visitors at once
test-all: $(VENV)/.tested
	$(PYTEST)

lint: $(VENV)/.tested
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

# the documentation in site/; a link that leads nowhere is an error
docs: $(VENV)/.documented
	$(BIN)/python docs/build.py

# the lowest versions of libraries that pyproject.toml promises
oldest:
	.ci/oldest

# a stamp is renewed when what is to be installed changes
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the package and its libraries into $(VENV), some minutes the first time ..."
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV), some minutes the first time ..."
	$(INSTALL) --editable '.[app,notebooks,video,train,loudness,browser,dev]'
	@touch $@

$(VENV)/.documented: $(VENV)/.tested
	@echo "Installing what the documentation needs into $(VENV) ..."
	$(INSTALL) --editable '.[docs]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "$(PYTHON) is not Python 3.10 or newer. Name one that is: make story PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) .venv-oldest site
