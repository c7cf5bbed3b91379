# Everything a person does here. Each target may be run again at any time; what is done already is skipped.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEEDS ?= 0:300
# Processes that share the tests; one of them runs all that there is one of (tests/conftest.py, APART).
JOBS ?= $(shell nproc)
LOCKS := requirements
# Empty: `make lock` changes only what pyproject.toml asks for.
UPGRADE ?= --upgrade
# More options for JupyterLab, such as LAB=--no-browser. In a container one is root, which it must be told.
LAB ?=
# More options for the benchmarks, such as ARGS="--host ray --accounts 1000000".
ARGS ?=

.PHONY: help setup demo centre bench lab test check simulate lock clean debian

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: $(VENV)/.dev ## Install into .venv what the other targets need

demo: $(VENV)/.ray ## Run one real week of the treasury market on Ray, four validators among 18 actors, and write demo.json
	@echo "==> demo: four validators and the institutions of a bond market, each an actor of Ray, on this machine"
	$(BIN)/lianjie demo --host ray --json demo.json
	@echo "==> demo: the numbers are in demo.json"

centre: $(VENV)/.ray $(VENV)/.notebook ## Tell the life of bonds on the unified bond trading centre, on Ray, and write centre.json
	@echo "==> centre: two markets, three depositories, two regulators on one ledger, each party an actor of Ray"
	$(BIN)/lianjie demo --scenario bond --host ray --json centre.json
	@echo "==> centre: the numbers are in centre.json"

bench: $(VENV)/.ray ## Measure trades settled a second, beside what this machine allows, and write bench.json
	@echo "==> bench: four validators on this machine, flat out, then one trade at a time, then at rest"
	$(BIN)/lianjie bench settle --json bench.json $(ARGS)
	$(BIN)/lianjie bench latency $(ARGS)
	$(BIN)/lianjie bench idle $(ARGS)
	@echo "==> bench: the numbers are in bench.json"

lab: $(VENV)/.notebook $(VENV)/.ray ## Open JupyterLab on the notebook of the bond market
	@echo "==> lab: opening notebooks/01-bond-market.ipynb in JupyterLab (stop it with Ctrl-C)"
	$(BIN)/jupyter lab notebooks/01-bond-market.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB)

test: $(VENV)/.dev debian ## Run every test with coverage, then SEEDS in the simulator, then its broken variants
	@echo "==> test: pytest with coverage, in $(JOBS) processes"
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --cov --cov-report=term
	@echo "==> test: seeds $(SEEDS) of the simulator, every promise checked"
	$(BIN)/lianjie simulate --seeds $(SEEDS)
	@echo "==> test: deliberately broken variants, each must be caught"
	$(BIN)/lianjie simulate --variants

check: $(VENV)/.dev ## Style, types, floors of the house, tidiness
	@echo "==> check: ruff"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@echo "==> check: mypy --strict"
	$(BIN)/mypy --strict
	@echo "==> check: import-linter"
	$(BIN)/lint-imports
	@echo "==> check: tidy"
	$(BIN)/python -m pytest tests/test_tidy.py -q
	@echo "==> check: all is well"

simulate: $(VENV)/.core ## Try to break the ledger under SEEDS (default 0:300)
	@echo "==> simulate: seeds $(SEEDS)"
	$(BIN)/lianjie simulate --seeds $(SEEDS)

lock: $(VENV)/.uv ## Resolve the dependencies anew and write requirements/*.lock (UPGRADE= keeps the versions that are there)
	@echo "==> lock: resolving"
	@test -x $(BIN)/uv || { echo "make lock needs uv, which could not be installed here"; exit 1; }
	printf 'hatchling\n' | $(COMPILE) - -o $(LOCKS)/build.lock
	printf 'uv\n' | $(COMPILE) - -o $(LOCKS)/installer.lock
	$(COMPILE) pyproject.toml --all-extras -o $(LOCKS)/all.lock
	$(COMPILE) pyproject.toml -c $(LOCKS)/all.lock -o $(LOCKS)/core.lock
	$(COMPILE) pyproject.toml -c $(LOCKS)/all.lock --extra dev -o $(LOCKS)/dev.lock
	$(COMPILE) pyproject.toml -c $(LOCKS)/all.lock --extra notebook -o $(LOCKS)/notebook.lock
	$(COMPILE) pyproject.toml -c $(LOCKS)/all.lock --extra ray -o $(LOCKS)/ray.lock

# What some tests need besides Python: PostgreSQL to be compared with, iproute2 for machines out of nothing, ssh and
# rsync to enter them (dropbear-bin, for openssh-server would let others enter this one), a browser with Chinese letters
# for the notebook.
debian:
	@missing=(); \
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql); \
	command -v ip >/dev/null || test -x /usr/sbin/ip || missing+=(iproute2); \
	command -v dropbear >/dev/null || test -x /usr/sbin/dropbear || missing+=(dropbear-bin); \
	command -v ssh >/dev/null || missing+=(openssh-client); \
	command -v rsync >/dev/null || missing+=(rsync); \
	command -v chromium >/dev/null || missing+=(chromium); \
	compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk); \
	test $${#missing[@]} -eq 0 && exit 0; \
	echo "==> setup: Debian's $${missing[*]}, which some tests need (apt-get, as root or by sudo)"; \
	root=(); test "$$(id -u)" -eq 0 || root=(sudo); \
	"$${root[@]}" apt-get update -qq; \
	"$${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$${missing[@]}"

clean: ## Remove what was installed and what was built, never a market's data
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)
# One way to install a lock: uv when it could be had (fast), else pip. Hashes are required either way.
INSTALL = if test -x $(BIN)/uv; then \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); \
	else \
		$(BIN)/python -m pip install --quiet --require-hashes -r $(1); \
	fi

$(VENV)/.uv: $(LOCKS)/build.lock $(LOCKS)/installer.lock
	@echo "==> setup: a virtual environment in $(VENV)"
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found; install Python 3.11 or newer, or run: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than 3.11; run: make PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(LOCKS)/build.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r $(LOCKS)/installer.lock \
		|| echo "==> setup: uv is not to be had here; pip does the same, slower"
	@touch $@

$(VENV)/.core: $(VENV)/.uv $(LOCKS)/core.lock pyproject.toml
	@echo "==> setup: what lianjie needs ($(LOCKS)/core.lock)"
	@$(call INSTALL,$(LOCKS)/core.lock)
	@$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.ray: $(VENV)/.core $(LOCKS)/ray.lock
	@echo "==> setup: Ray ($(LOCKS)/ray.lock)"
	@$(call INSTALL,$(LOCKS)/ray.lock)
	@touch $@

$(VENV)/.dev: $(VENV)/.core $(LOCKS)/dev.lock
	@echo "==> setup: tests and checks ($(LOCKS)/dev.lock)"
	@$(call INSTALL,$(LOCKS)/dev.lock)
	@touch $@

$(VENV)/.notebook: $(VENV)/.core $(LOCKS)/notebook.lock
	@echo "==> setup: JupyterLab and panels ($(LOCKS)/notebook.lock), about a minute"
	@$(call INSTALL,$(LOCKS)/notebook.lock)
	@touch $@
