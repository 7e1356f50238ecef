# Two targets matter: `make sdk` and `make test`.  Both make the virtual environment if it is not there yet.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE := tests/typescript/node_modules
# Without npm the tests in TypeScript are skipped.
NPM_READY := $(and $(shell command -v npm),$(wildcard tests/typescript/package-lock.json),$(NODE)/.ready)
SHARED := $(abspath $(CURDIR)/../shared)
export DOCS2SDK_CORPUS ?= $(wildcard $(SHARED)/corpus)
export DOCS2SDK_GIVEN ?= $(wildcard $(SHARED)/given)
# Compiling every test again takes seconds of each run: keep byte code even where the environment forbids it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: sdk test test-fast mutants lint docs requirements format clean

sdk: $(READY) ## Generate the client from specs/ into generated/
	$(BIN)/docs2sdk generate

test: $(READY) $(NPM_READY) ## Everything: the generator's tests, then the generated ones
	$(BIN)/python -m pytest -q -n auto --dist loadfile tests generated/tests

test-fast: $(READY) ## Under a minute: leaves out what is marked slow
	$(BIN)/python -m pytest -q -n auto -m "not slow" tests

mutants: $(READY) ## Change the code at random places and show what no test notices; MUTANTS="--seed 3 --paths generator/docs2sdk/pages"
	nice -n 10 $(BIN)/python tests/mutants.py $(MUTANTS)

lint: $(READY) ## What tests check too, with the tools' own output
	$(BIN)/ruff check .
	$(BIN)/black --check .
	$(BIN)/mypy --strict generator

docs: $(READY) ## The reference and guides of the client, as web pages in build/docs/html
	$(BIN)/docs2sdk docs --out build/docs
	$(BIN)/zensical build --clean --strict --config-file build/docs/mkdocs.yml
	@echo "Open build/docs/html/index.html, or serve it: $(BIN)/python -m http.server --bind 127.0.0.1 --directory build/docs/html"

requirements: $(READY) ## Lock what CI installs, with hashes: requirements.txt
	sh docs/ci/lock.sh $(PYTHON)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/black .

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "docs2sdk needs Python 3.11 or later; say which with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $(READY)

$(NODE)/.ready: tests/typescript/package-lock.json
	cd tests/typescript && npm ci --silent
	touch $@

clean:
	rm -rf $(VENV) $(NODE)
