# Every target makes the virtual environment that it needs; nothing else is installed on the machine.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: lecture test lint bench torture clean

lecture: $(VENV)/.installed
	$(BIN)/audiolecture build

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.installed-test
	$(BIN)/python benchmarks/edge.py

# The long form of the tests that kill, cut and break things.
torture: $(VENV)/.installed-test
	AUDIOLECTURE_LONG=1 $(BIN)/python -m pytest tests/edge tests/torture

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) '.[test]'
	touch $@

$(VENV)/.installed-lint: $(VENV)/.installed-test
	$(PIP) '.[test,lint]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
