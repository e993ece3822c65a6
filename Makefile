# `make help` lists the targets. Everything happens inside this folder (as root, the embedded
# services keep their files in /var/lib/kuszob).
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.14 python3.12 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3,12))' 2>/dev/null && echo $$p && break; done)
SOURCES := platform tenants catalogue cases exchange worker

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench report screenshots translations clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/installed: requirements-dev.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.12 or newer is needed and none was found: install it, or name it with 'make setup PYTHON=/path/to/python3'." >&2; exit 1; fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies …"
	@if command -v uv >/dev/null 2>&1; then VIRTUAL_ENV="$(CURDIR)/$(VENV)" uv pip install --quiet --require-hashes -r requirements-dev.lock; else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock; fi
	@if command -v uv >/dev/null 2>&1; then VIRTUAL_ENV="$(CURDIR)/$(VENV)" uv pip install --quiet --no-deps --no-build-isolation -e .; else $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; fi
	@touch $@

setup: $(VENV)/installed ## create .venv and install the locked dependencies

demo: setup ## six towns at work on this machine: http://pecs.localhost:8000
	@exec $(BIN)/kuszob demo

test: setup ## every test, on a real PostgreSQL and Valkey (ARGS="-k name" for some)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: setup ## ruff, mypy, import contracts, templates
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@KUSZOB_MODE=test $(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --lint --quiet $(SOURCES)

format: setup ## ruff's formatting and simple fixes
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

bench: setup ## speed as ratios against named baselines, one JSON line each
	@$(BIN)/python -m tests.bench

report: setup ## collect the fault and isolation figures into one table for the README
	@$(BIN)/python -m tests.report

screenshots: setup ## write the README's pictures with a headless Chromium
	@$(BIN)/python -m tests.browser.screenshots

translations: setup ## bring the Hungarian catalogues to the code's sentences and compile them
	@$(BIN)/python -m tests.house.catalogues

clean: ## remove what make made in this folder
	rm -rf $(VENV) var
