# Two commands matter: `make demo` and `make test`. Everything else is for those who change the code.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
WORKERS ?= auto
LONG ?= long
COUNT ?= 2000
SEED ?= 1

.PHONY: demo test test-long test-soak test-damage test-mutations bench check fix docs wheel clean help
.DEFAULT_GOAL := help

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tillhouse needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 3; }
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "$(PYTHON) cannot make a virtual environment. Debian and Ubuntu keep that apart: apt install python3-venv"; exit 3; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@$(BIN)/uv pip install --system-certs --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## Make the sample shop in ./demo, run the pipeline, say what was built
	@$(BIN)/tillhouse demo demo

test: $(READY) ## The default tests (under 10 minutes on 2 cores)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not long" $(ARGS)

test-long: $(READY) ## The long tests: random deliveries, kills, mutations, the specs on Spark
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "$(LONG)" $(ARGS)

test-soak: export TILLHOUSE_SOAK = 1
test-soak: test-long ## The long tests with all random deliveries and kills (hours on 2 cores)

test-damage: export TILLHOUSE_DAMAGE = 1
test-damage: $(READY) ## Every kept file damaged in every way, every folder full or closed (25 minutes)
	@$(BIN)/python -m pytest tests/damage -m long -rA $(ARGS)

test-mutations: $(READY) ## 2,000 mutated deliveries of every format; COUNT= and SEED= choose others
	@$(BIN)/python -m tests.mutations --count $(COUNT) --seed $(SEED)

bench: $(READY) ## How fast the ways in are, beside the plain engines; see bench/README.md
	@$(BIN)/python -m bench.files $(ARGS); files=$$?; $(BIN)/python -m bench.databases $(ARGS) && exit $$files

check: $(READY) ## Lint and types; changes nothing
	@$(BIN)/ruff check src tests bench
	@$(BIN)/ruff format --check src tests bench
	@$(BIN)/mypy

fix: $(READY) ## Mend what can be mended by a tool
	@$(BIN)/ruff check --fix src tests bench
	@$(BIN)/ruff format src tests bench

docs: $(READY) ## Rebuild docs/generated
	@$(BIN)/python -m tillhouse.contracts.pages docs/generated

wheel: $(READY) ## Build dist/*.whl
	@$(BIN)/python -m build --wheel --no-isolation

clean: ## Remove the environment and the demo
	rm -rf $(VENV) demo dist build
