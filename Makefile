# tanshi: two commands do all the set-up, `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UNITS ?= $(firstword $(wildcard ../shared/data/gem_gcpt_2023_07_china_units.csv.gz))
DB ?= tanshi.db
PORT ?= 8321

# Tests start hundreds of processes: where none may keep what it compiled, each compiles the house again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check fast bench soak docs site clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(BIN)/.run: pyproject.toml constraints.txt hatch_build.py $(wildcard src/tanshi/server/assets/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tanshi needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[report,frames,fast,exchange,plan,meters]'
	@touch $@

$(BIN)/.dev: $(BIN)/.run
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[report,frames,fast,exchange,plan,meters,postgres,oidc,bulk,dev]'
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	    { echo "installing Chromium for the tests of the pages ..."; apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	    echo "no Chromium: the tests in a browser will be skipped"
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || \
	    { echo "installing LibreOffice Calc for the tests of workbooks ..."; apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null; } || \
	    echo "no LibreOffice: the tests that recalculate workbooks will be skipped"
	@touch $@

run: $(BIN)/.run ## run the compliance year 2022 on an embedded database, then serve it
	$(BIN)/tanshi year 2022 $(if $(UNITS),--units $(UNITS)) --db $(DB)
	$(BIN)/tanshi serve --db $(DB) --port $(PORT)

test: check ## everything a colleague would run
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(BIN)/.dev ## form, types, directions
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: $(BIN)/.dev ## the part of the tests that takes seconds
	$(BIN)/python -m pytest -n 2 -m "not slow" tests/core tests/rules tests/ledger tests/journal tests/accounting \
	    tests/allocation tests/registry tests/exchange tests/compliance tests/mrv tests/participants

bench: $(BIN)/.dev ## timings; docs/operating.md says how to read them
	$(BIN)/python -m benchmarks.year $(if $(UNITS),--units $(UNITS))
	$(BIN)/python -m benchmarks.registry
	$(BIN)/python -m benchmarks.audit
	$(BIN)/python -m benchmarks.server $(if $(UNITS),--units $(UNITS))
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks.allocation
	$(BIN)/python -m benchmarks.exchange
	$(BIN)/python -m benchmarks.exchange_process
	$(BIN)/python -m benchmarks.exchange_api

soak: $(BIN)/.dev ## the long trials with faults, kills and mutations; their result goes to docs/soak/
	$(BIN)/python -m tools.soak
	$(BIN)/python -m tools.bulk_trial
	$(BIN)/python -m tools.exchange_trial --memory 10000000
	TANSHI_SOAK=1 $(BIN)/python -m pytest tests/docs/test_reference.py tests/application/workings tests/server tests/registry \
	    tests/simulation/test_faults.py tests/simulation/test_year.py tests/simulation/test_deviation.py tests/simulation/test_chain.py tests/simulation/test_apart.py tests/simulation/test_broken_off.py \
	    tests/application/test_mutations.py tests/exchange/test_ownership.py tests/application/institutions \
	    tests/compliance/test_years.py tests/cli/test_activity_round.py

docs: $(BIN)/.dev ## rewrite the reference pages and the outputs in README and docs
	$(BIN)/python -m tools.client
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.examples --write

site: $(BIN)/.dev ## the docs as pages to read offline, in build/site; a broken link ends it
	$(BIN)/mkdocs build --strict --quiet

clean: ## remove what was made here
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
