# Watchroom. `make help` lists the commands; all of them can be run again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
WEB := console/web
SAY = @printf '\033[1m» %s\033[0m\n'
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes
PACKAGES := kernel ingest analytics patrol console
# Where PYTHONDONTWRITEBYTECODE is set, pip leaves no bytecode and each process would start twice as slowly.
COMPILE = @$(BIN)/python -m compileall -q -j 0 $(VENV)/lib $(PACKAGES) >/dev/null || true  # a package may carry files of Python 2
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public -type f 2>/dev/null) $(WEB)/index.html $(WEB)/vite.config.ts $(WEB)/package-lock.json

.PHONY: help setup setup-dev system-packages page run demo test check lint types contracts unit page-test e2e faults quality bench docs lock clean

help: ## this list
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

# --- setting up ---------------------------------------------------------------------------------

setup: $(VENV)/.run-stamp ## the environment in .venv with the locked dependencies

setup-dev: $(VENV)/.dev-stamp ## the same with what the tests need

$(VENV)/bin/python:
	$(SAY) "making the environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Watchroom needs Python 3.11 or newer, this is: $$($(PYTHON) --version 2>&1). Name another one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.run-stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(SAY) "installing the locked dependencies (some 150 MB, a minute or two the first time)"
	@$(PIP_INSTALL) -r requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	$(COMPILE)
	@touch $@

$(VENV)/.dev-stamp: requirements/dev.txt requirements/simulator.txt $(VENV)/.run-stamp
	$(SAY) "installing what the tests need"
	@$(PIP_INSTALL) -r requirements/dev.txt
	@$(PIP_INSTALL) --no-deps -r requirements/simulator.txt
	$(COMPILE)
	@touch $@

system-packages:
	@tests/system-packages

# Node builds the page. The machine's own serves when it is new enough, else one comes as a Python wheel.
$(VENV)/.node-stamp: requirements/node.txt | $(VENV)/.run-stamp
	@if node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a===22&&b>=12)||(a===20&&b>=19)?0:1)' 2>/dev/null && npm --version >/dev/null 2>&1; then \
	  printf 'PATH="%s:$$PATH"\n' "$$(dirname "$$(command -v node)")" > $(VENV)/node-env; \
	else \
	  printf '\033[1m» %s\033[0m\n' "no Node 20.19 or newer here: installing one into $(VENV) (some 60 MB)"; \
	  $(PIP_INSTALL) -r requirements/node.txt; \
	  $(BIN)/python requirements/node_bin.py $(VENV)/node-bin; \
	  printf 'PATH="%s:$$PATH"\n' "$(CURDIR)/$(VENV)/node-bin" > $(VENV)/node-env; \
	fi; touch $@

$(WEB)/node_modules/.stamp: $(WEB)/package-lock.json $(WEB)/package.json $(VENV)/.node-stamp
	$(SAY) "installing the page's parts"
	@. ./$(VENV)/node-env; export PATH; cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

page: $(WEB)/dist/.stamp ## build the page

$(WEB)/dist/.stamp: $(WEB_SOURCES) $(WEB)/node_modules/.stamp
	$(SAY) "building the page"
	@. ./$(VENV)/node-env; export PATH; cd $(WEB) && npm run --silent build
	@touch $@

# --- running ------------------------------------------------------------------------------------

run: setup page ## set everything up and start Watchroom with the demo town
	@WATCHROOM_DATA_DIR=$(DATA) exec $(BIN)/watchroom run --demo

# --- checking -----------------------------------------------------------------------------------

test: setup-dev system-packages lint types contracts unit page page-test e2e ## everything: lint, types, contracts, unit, page and end-to-end tests

check: setup-dev lint types contracts unit page-test ## all but the end-to-end tests

lint: setup-dev
	$(SAY) "lint"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup-dev
	$(SAY) "types"
	@$(BIN)/mypy

contracts: setup-dev
	$(SAY) "import contracts"
	@$(BIN)/lint-imports

unit: setup-dev system-packages
	$(SAY) "Python tests"
	@$(BIN)/pytest -q -m "not e2e and not faults and not quality" -n auto --maxprocesses 4 --dist loadfile

page-test: $(WEB)/node_modules/.stamp
	$(SAY) "page tests"
	@. ./$(VENV)/node-env; export PATH; cd $(WEB) && npm run --silent lint && npm test --silent

e2e: setup-dev system-packages page
	$(SAY) "end-to-end tests in Chromium"
	@$(BIN)/pytest -q -m "e2e and not faults"

faults: setup-dev system-packages page ## pull plugs, kill processes, fill disks (minutes)
	@$(BIN)/pytest -q -m "faults"

quality: setup-dev ## tracks and events on rendered scenes; writes docs/quality.md (minutes)
	@$(BIN)/python -m tests.quality

bench: setup-dev system-packages page ## measure; writes docs/benchmarks.md
	@$(BIN)/python -m tests.bench

docs: setup-dev ## build the documentation site into site/
	@$(BIN)/mkdocs build --strict --quiet

lock: setup-dev ## renew the hashed locks from pyproject.toml (needs uv)
	@requirements/lock

clean: ## remove what was built; keeps the data
	@rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist site .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
