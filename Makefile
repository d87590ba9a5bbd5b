# Meridian: `make run` starts the magazine, `make test` runs every test.

PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export FLASK_APP := app:create_app

# Node since version 20 accepts only a number for process.exit.
NODE_IS_NEW := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && echo yes)
FRONT_END := static/build/manifest.json

# Both npm rules write node_modules.
.NOTPARALLEL:
.PHONY: run test check help setup dev format screenshots bench lock clean

help:
	@grep -E '^## ' $(MAKEFILE_LIST) | sed 's/^## //'

## make run          start the magazine: web, worker, and the address to open
run: setup
	@exec $(BIN)/python -m flask serve

## make test         run every test
test: dev
	@$(BIN)/python -m pytest

## make check        formatting, lint and types, Python and JavaScript
check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	npm run --silent lint

## make format       format the code and apply safe fixes
format: dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	node_modules/.bin/eslint --fix .

## make screenshots  take pictures of the pages at three widths, light and dark
screenshots: dev
	$(BIN)/python -m docs.screenshots

## make bench        measure a magazine of 20,000 articles
bench: dev
	$(BIN)/python -m bench

## make lock         resolve the dependencies again (needs uv)
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --extra dev \
	  -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
	npm install --package-lock-only

## make clean        remove everything that make built, but not instance/
clean:
	rm -rf .venv node_modules static/build

setup: .venv/.runtime $(FRONT_END)
dev: .venv/.dev node_modules/.dev $(FRONT_END)

.venv/bin/python:
	@echo "Making the Python environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Meridian needs Python 3.11 or newer; set PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.txt | .venv/bin/python
	@echo "Installing the Python packages"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	@echo "Installing the tools for tests and checks"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

# Without a Node of version 20 or newer, one comes as a Python package.
.venv/.node: | .venv/bin/python
ifneq ($(NODE_IS_NEW),yes)
	@echo "Installing Node, because there is none of version 20 or newer"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/node.txt
endif
	@touch $@

NPM_CI := npm ci --no-progress --loglevel=error --ignore-scripts

node_modules/.runtime: package-lock.json .venv/.node
	@echo "Installing the front-end packages"
	@$(NPM_CI) --omit=dev >/dev/null
	@touch $@

# These include the packages that the site itself needs.
node_modules/.dev: package-lock.json .venv/.node
	@echo "Installing the front-end packages, with the tools that check them"
	@$(NPM_CI) >/dev/null
	@touch node_modules/.runtime $@

$(FRONT_END): node_modules/.runtime $(shell find frontend static/css static/js static/img -type f)
	@echo "Building the front-end"
	@node frontend/build.mjs
