# One command each; every target does what it needs first. `make run` and `make test` start from nothing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup assets run test test-all checks lint format types contracts texts migrations bench bench-formation load lock

PORT ?= 8000
JOBS ?= 2
BIN := .venv/bin
NPM := scripts/npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
VENDOR := src/sundhedscenter/web/assets/vendor
PYTEST := $(BIN)/pytest -q -n $(JOBS) --dist=worksteal

# Tests marked `reference` read this folder; without it they are deselected and counted.
ifndef SUNDHEDSCENTER_REFERENCE
ifneq ($(wildcard ../shared/reference),)
export SUNDHEDSCENTER_REFERENCE := $(abspath ../shared/reference)
endif
endif

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*##(.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: .venv/.ready $(VENDOR)/.ready  ## install everything, start nothing
	@:

run: setup  ## the site with database, worker and demo on http://localhost:8000 (PORT=8123 for another)
	@exec $(BIN)/sundhedscenter run --port $(PORT)

test: checks  ## all checks, then all tests but the long ones
	$(PYTEST) -m "not long"

test-all: checks  ## the long tests too
	$(PYTEST)

checks: setup node_modules/axe-core/.ready
	@scripts/system-packages
	@$(MAKE) --no-print-directory lint types contracts texts migrations

lint: .venv/.ready  ## form of code and templates, and what must not stand in the tree
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djangofmt --quiet --check src
	$(BIN)/djangofmt --quiet check src
	$(BIN)/python -m scripts.check_tree
	$(BIN)/python -m scripts.licences --check

format: .venv/.ready  ## mend what `make lint` can mend
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format --quiet
	$(BIN)/djangofmt --quiet check --fix src || true
	$(BIN)/djangofmt --quiet src

types: .venv/.ready  ## mypy, strict
	$(BIN)/mypy

contracts: .venv/.ready  ## imports between rooms, and who may read citizens' rows
	$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache
	$(BIN)/python -m scripts.check_scoping

texts: .venv/.ready  ## every Danish text has its English
	$(BIN)/python -m scripts.check_translations
	$(BIN)/sundhedscenter compile-messages

migrations: .venv/.ready  ## every change of a model has its migration
	@# Only the models are compared: no database need run, and Django need not say that it found none.
	$(BIN)/python -W ignore::RuntimeWarning -m sundhedscenter.cli django makemigrations --check --dry-run

load: setup  ## 200 citizens at once against a site of its own, then everything checked
	$(BIN)/python -m bench.load

bench: setup  ## CPU of five pages against a ten-line page on the same server
	$(BIN)/python -m bench

bench-formation: .venv/.ready  ## solvers of groups on the same nights, CP-SAT among them, and the answer to one citizen
	@.uv/bin/uv pip install --quiet --require-hashes -r requirements-analysis.lock
	$(BIN)/python -m bench.formation $(if $(SECONDS_EACH),--seconds $(SECONDS_EACH))
	$(BIN)/python -m bench.formation_answer

assets: $(VENDOR)/.ready  ## copy the browser libraries to the folder that the site serves

lock: .venv/.ready  ## settle versions anew: requirements.lock (UPGRADE=1 takes the newest) and package-lock.json
	scripts/lock $(if $(UPGRADE),--upgrade)

.venv/.ready: requirements.lock pyproject.toml scripts/python-env
	@scripts/python-env
	@touch $@

node_modules/.ready: package-lock.json
	@$(NPM) --omit=dev
	@touch $@

node_modules/axe-core/.ready: package-lock.json
	@$(NPM)
	@touch node_modules/.ready $@

$(VENDOR)/.ready: .venv/.ready node_modules/.ready scripts/vendor_assets.py
	@$(BIN)/python -m scripts.vendor_assets node_modules $(VENDOR)
	@touch $@
