# guanxi: everything a newcomer types. Needs Python 3.11 or newer and make; nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
TEST   := $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup dev spark demo serve test check test-all bench lock docs clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ —/'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.setup: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.setup
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.spark: requirements-spark.lock $(VENV)/.dev
	$(PIP) install --quiet --require-hashes -r requirements-spark.lock
	@touch $@

setup: $(VENV)/.setup  ## install guanxi into .venv
dev: $(VENV)/.dev      ## setup, and the tools for working on it
spark: $(VENV)/.spark  ## dev, and the Spark engine (needs a Java runtime to run)

demo: setup  ## build a demo brand, appraise it, write the treasure map
	$(BIN)/guanxi demo demo

serve: setup  ## the pages of the demo brand (make it first: make demo); PORT=8001 where 8000 is taken
	$(BIN)/guanxi -w demo serve $(if $(PORT),--port $(PORT))

test: dev  ## the tests (embedded engine)
	$(TEST)

check: dev  ## format, lint, types, walls, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/docs.py --check

test-all: spark  ## every test, on every engine and in a browser; REST=1: those that make test left out
	$(TEST) $(if $(REST),--rest,--all)

bench: dev  ## speed, memory and quality beside a floor or a peer
	$(BIN)/python -m bench.appraise
	$(BIN)/python -m bench.ingest
	$(BIN)/python -m bench.value
	$(BIN)/python -m bench.looks
	$(BIN)/python -m bench.plan
	$(BIN)/python -m bench.response
	$(BIN)/python -m bench.regret
	$(BIN)/python -m bench.ceiling
	$(BIN)/python -m bench.experiment
	$(BIN)/python -m bench.returns
	$(BIN)/python -m bench.world
	$(BIN)/python -m bench.web
	$(BIN)/python -m bench.web_pages

docs: dev  ## write the generated pages again
	$(BIN)/python tools/docs.py

lock: dev  ## pin what pyproject.toml asks for, with hashes and without addresses
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --extra spark -c requirements-dev.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements-spark.lock

clean:  ## remove what can be made again
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
