# Every target makes the virtual environment that it needs; nothing else is installed on the machine.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# The wheel's .mo files are made of these.
CATALOGUES := $(wildcard src/audiolecture/locale/*/LC_MESSAGES/*.po)

.PHONY: lecture test coverage mutants lint docs bench torture fuzz messages clean

lecture: $(VENV)/.installed
	$(BIN)/audiolecture build

# Where the environment forbids it, the tests are compiled anew by each of pytest's processes.
test: $(VENV)/.installed-test
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal

# All tests with everything installed; fails where fewer than 95 % of lines, or of branches, are run.
# Processes that the tests start are counted as well: pyproject.toml, [tool.coverage.run].
coverage: $(VENV)/.installed-test
	$(PIP) '.[coverage]'
	rm -rf build/coverage
	mkdir -p build/coverage
	$(BIN)/coverage run -m pytest -n auto --dist worksteal
	$(BIN)/coverage combine --quiet || true  # what a killed process left half written is no data
	$(BIN)/coverage report
	$(BIN)/coverage json --quiet -o build/coverage.json
	$(BIN)/python tools/branches.py build/coverage.json

# Tests of the tests: each mutant is a small mistake that they should notice; `mutmut results` names
# those that they did not, `mutmut show NAME` shows one. For some modules: make mutants
# MUTANTS='audiolecture.plan*'. All of them take hours: make mutants SAMPLE=250 runs as many, the
# same ones for the same SEED, and fails where fewer than 85 % are noticed.
MUTANTS ?=
SAMPLE ?=
SEED ?= 0
mutants: $(VENV)/.installed-test
	$(PIP) '.[mutants]'
	$(BIN)/$(if $(SAMPLE),python tools/mutants.py $(SAMPLE) --seed $(SEED),mutmut run) $(MUTANTS)

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check src tests benchmarks fuzz tools docs hatch_build.py
	$(BIN)/ruff format --check src tests benchmarks fuzz tools docs hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The site (build/docs/html) and the manual page (build/docs/man); a warning is an error.
docs: $(VENV)/.installed-docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs/html
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b man -d build/docs/.man \
		-D root_doc=man -D include_patterns=man.md -D exclude_patterns= docs build/docs/man

bench: $(VENV)/.installed-test
	$(BIN)/python benchmarks/edge.py

# The long form of the tests that kill, cut and break things.
torture: $(VENV)/.installed-test
	AUDIOLECTURE_LONG=1 $(BIN)/python -m pytest tests/edge tests/torture

# Every reader against damaged and invented files: Hypothesis at length, then atheris, which follows
# the branches of the code (where there is a build of it for this Python).
FUZZ_SECONDS ?= 300
fuzz: $(VENV)/.installed-test
	AUDIOLECTURE_LONG=1 $(BIN)/python -m pytest tests/source/test_fuzz.py tests/source/test_formats.py
	$(PIP) '.[test,fuzz]'
	mkdir -p build/fuzz
	$(BIN)/python fuzz/readers.py -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=1000 \
		-artifact_prefix=build/fuzz/ build/fuzz tests/source/golden

# Takes every message from the code into the catalogues, and lists what is left to translate.
messages: $(VENV)/.installed-test
	$(BIN)/python tools/messages.py

$(VENV)/.installed: pyproject.toml hatch_build.py $(CATALOGUES)
	$(PYTHON) -m venv $(VENV)
	$(PIP) .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) '.[test]'
	touch $@

$(VENV)/.installed-lint: $(VENV)/.installed-test
	$(PIP) '.[test,lint]'
	touch $@

$(VENV)/.installed-docs: $(VENV)/.installed-test
	$(PIP) '.[test,docs]'
	touch $@

clean:
	rm -rf $(VENV) build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
