# Everything a contributor or maintainer does. All targets are phony: folders bear some of the names.
# The environment is .venv at the root, with the package and all extras at the locked versions.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
CLUSTER := .venv-cluster

.DEFAULT_GOAL := help
.PHONY: help env tables mint test test-slow test-cluster fuzz check fix lint schema bench clean release build wheel hooks pictures

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (once; some minutes on a slow line)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

env: $(READY) ## Set up .venv with everything

tables: $(READY) ## Build, check and write the tables from the seeds into .tables/
	@$(PY) build/tables.py

test: $(READY) ## Run the tests (minutes)
	@$(PY) -m pytest -q -n 2 -m "not slow"

test-slow: $(READY) ## Run the tests that take longer
	@$(PY) -m pytest -q -m slow

$(CLUSTER)/.ready: tests/extraction_tools/cluster-requirements.txt requirements.lock pyproject.toml
	@test -x $(CLUSTER)/bin/python || $(PYTHON) -m venv $(CLUSTER)
	@echo "setting up $(CLUSTER) with Spark and Ray (once; some 800 MB)"
	@$(CLUSTER)/bin/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -r tests/extraction_tools/cluster-requirements.txt -e '.[extract]'
	@touch $@

test-cluster: $(CLUSTER)/.ready ## Show that a loop, a process pool, Spark and Ray give the same rows (needs Java 17)
	@$(CLUSTER)/bin/python tests/extraction_tools/same_rows.py

SECONDS ?= 60
fuzz: $(READY) ## Feed the extractor whatever a text can be, for SECONDS=60 or as long as you like
	@$(PY) tests/extraction_tools/fuzz.py $(SECONDS) --seed $(or $(SEED),1)

mint: $(READY) ## Make entries in seeds/minted.yaml for events that rules alone read
	@$(PY) build/mint.py

check: $(READY) ## Check the seeds that changed since the last commit, offline, in seconds
	@$(PY) build/check.py

fix: $(READY) ## Put changed record files into their one form, then check
	@$(PY) build/check.py --fix

schema: $(READY) ## Write the files that are derived from the contract
	@$(PY) build/schema_files.py

bench: $(READY) ## Measure time and memory against the goals (minutes; an idle machine)
	@$(PY) benchmarks/bench.py

lint: $(READY) ## Style and types
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy

wheel: $(READY) ## Build sdist and wheel into dist/
	@$(PY) -m build --no-isolation

hooks: $(READY) ## Check changed seeds before every commit
	@$(VENV)/bin/pre-commit install

pictures: $(READY) ## Draw the README's pictures from the newest release
	@$(PY) build/pictures.py

clean: ## Remove what the targets made
	@rm -rf .tables .tables.new .tables-builds dist .pytest_cache .hypothesis .mypy_cache .ruff_cache

release: $(READY) ## Cut a release: make release VERSION=0.2.0
	@test -n "$(VERSION)" || (echo "say which: make release VERSION=0.2.0" >&2; exit 2)
	@$(PY) build/cut_release.py $(VERSION)
