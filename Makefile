# Two commands for a fresh clone: `make story` tells a story, `make test` runs the tests. Both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROMPT ?= A storm crosses a harbour, thunder rolls over the sea, a bell answers, footsteps run down the pier and a door slams shut
SECONDS ?= 30
SEED ?= 7

.PHONY: story test lint clean

story: $(VENV)/.installed
	$(BIN)/audiostory generate "$(PROMPT)" --duration $(SECONDS) --seed $(SEED) --out stories/harbour.wav --captions vtt --captions srt --spectrogram

test: $(VENV)/.tested
	$(BIN)/python -m pytest

lint: $(VENV)/.tested
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

# the constraints hold exact versions that were tested; they are for the Python version they were made with
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 10) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,train,notebooks,app]"
	touch $@

clean:
	rm -rf $(VENV) stories
