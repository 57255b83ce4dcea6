# One command each: make run (a fresh machine needs Python 3.11+ only), make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= padanan-data
READY := $(VENV)/.ready

.PHONY: env run test bench quality lint lock translations

env: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Padanan needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) from requirements.lock …"
	@$(BIN)/python -m pip --quiet --quiet --disable-pip-version-check install --requirement requirements.lock
	@$(BIN)/python -m pip --quiet --quiet --disable-pip-version-check install --no-deps --no-build-isolation --editable .
	@touch $(READY)

run: env  ## mine seeds/ into a new store if there is none, then serve the page and the API
	@test -e $(DATA)/CURRENT || $(BIN)/padanan mine seeds --data $(DATA)
	@exec $(BIN)/padanan serve --data $(DATA)

test: env  ## everything that must hold
	@$(BIN)/python -m pytest

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

quality: env  ## how well it reads, aligns, mines and matches: measured, beside the baselines
	@$(BIN)/python -m tests.quality

bench: env  ## how fast it is
	@$(BIN)/python -m tests.bench

lock:  ## after a change of pyproject.toml's dependencies
	@$(BIN)/python -m pip --quiet install pip-tools
	@$(BIN)/pip-compile --quiet --strip-extras --extra dev --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --output-file requirements.lock pyproject.toml

translations:  ## after a change of a page's words: update the catalogue, translate it, compile it
	@$(BIN)/pybabel -q extract -F web/translations/babel.cfg --no-location --omit-header -o $(VENV)/messages.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d web/translations --no-fuzzy-matching --omit-header
	@$(BIN)/pybabel compile -d web/translations
