# Everything that a newcomer runs. The environment is made on first use and renewed when its requirements change.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
# Spark is half a gigabyte: it gets an environment of its own, beside the one that everything else shares.
CLUSTER := $(VENV)-cluster
CLUSTER_READY := $(CLUSTER)/.ready
# Tests of screens and of commands wait now and then: three workers keep two cores busy. Each takes a stretch of the
# tests, so that what a module's tests share is made once, and then of another's what is left.
JOBS ?= 3
# Of `make explore`: more than one, to draw again.
ROUNDS ?= 1

# What a server of a version and with extensions of its own may answer differently.
SERVER_TESTS := tests/store/postgres tests/store/test_search.py tests/store/test_browse.py tests/store/test_query_language.py tests/store/test_completing.py

.PHONY: help run test test-server test-cluster java explore lint check bench bench-others format sample pictures docs clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUN_READY)  ## open the program on the sample workspace
	@$(BIN)/bgdetails demo

test: export PYTHONDONTWRITEBYTECODE =
test: $(DEV_READY)  ## run all tests
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

explore: export EXPLORE = 1
explore: $(DEV_READY)  ## run the tests that draw their examples on examples of their own, ROUNDS times
	@for round in $$(seq $(ROUNDS)); do $(BIN)/python -m pytest -n $(JOBS) -m hypothesis || exit 1; done

test-cluster: export PYTHONDONTWRITEBYTECODE =
test-cluster: java $(CLUSTER_READY)  ## the tests that need Apache Spark, on a cluster of two workers; needs Java 17
	@$(CLUSTER)/bin/python -m pytest tests/cluster --timeout 600

test-server: export PYTHONDONTWRITEBYTECODE =
test-server: $(DEV_READY)  ## the tests of lists and searches on the PostgreSQL that is installed here, with pg_trgm
	@$(BIN)/python scripts/with_server.py $(BIN)/python -m pytest -n 2 -k "postgresql or postgres" $(SERVER_TESTS)

java:
	@test -x "$$JAVA_HOME/bin/java" || command -v java >/dev/null 2>&1 || { echo "make test-cluster needs Java 17 or newer; none was found. Install it (on Debian: apt-get install openjdk-17-jre-headless), or name its folder in JAVA_HOME." >&2; exit 1; }

lint: $(DEV_READY)  ## format, lint, types, direction of imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## lint, then all tests

bench: $(DEV_READY)  ## measure against the budgets, beside their floors; writes docs/performance.md
	@$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE))

bench-others: $(DEV_READY)  ## the same beside visidata, harlequin, posting and sqlite-utils, in an environment of their own
	@$(BIN)/python -m benchmarks others --install-others

format: $(DEV_READY)  ## format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

sample: $(DEV_READY)  ## write data/sample anew (seeded: the same every time)
	@$(BIN)/python scripts/make_sample.py

pictures: $(DEV_READY)  ## take the pictures of the docs from the running program
	@$(BIN)/python scripts/make_pictures.py

docs: $(RUN_READY)  ## the pages of docs/ as a site, in site/
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	@$(BIN)/mkdocs build --quiet

clean:  ## remove the environment and what was built
	rm -rf $(VENV) $(CLUSTER) build dist

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "bgdetails needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_READY): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(RUN_READY)

$(CLUSTER_READY): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(VENV)/bin/python -m venv $(CLUSTER)
	@$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,spark]'
	@touch $@
