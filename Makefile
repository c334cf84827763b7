# Two commands for a newcomer: `make demo` and `make test`. Both build .venv themselves.
PYTHON ?= python3
IN ?= fr
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The dialog engine's own tests; they must reach every branch of the modules named in pyproject.toml.
ENGINE := adapting answers asides check conditions date_buttons definition diagram engine \
	engine_properties engine_reader identifiers overlay prefixes readability reading reading_dates \
	released_sessions showing similar spoken walk wording
ENGINE_TESTS := $(ENGINE:%=tests/test_%.py)
# The other tests wait for processes and browsers half of the time: three at once for two cores.
WAITING = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 2) * 3 // 2)')

.PHONY: demo play pictures test check lint format texts bench lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.runtime ## Open the rehearsal's page; without a terminal, play one whole story
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/fifty-fifty rehearse --language $(IN); \
	else \
		$(BIN)/fifty-fifty rehearse --play --language $(IN); \
	fi

play: $(VENV)/.runtime ## Play one whole story in the terminal, with no token and no network
	@$(BIN)/fifty-fifty rehearse --play --language $(IN)

test: $(VENV)/.dev ## Run every test, once; the engine's own reach every branch of it
	@$(BIN)/python -m pytest -n auto $(ENGINE_TESTS) --cov
	@$(BIN)/python -m pytest -n $(WAITING) $(ENGINE_TESTS:%=--ignore=%)

pictures: $(VENV)/.dev ## Make the README's pictures of the rehearsal's page anew (needs chromium)
	@PICTURES=1 $(BIN)/python -m pytest tests/test_rehearsal_browser.py -q -n 2

lint: $(VENV)/.dev ## Style, types, import direction
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## Rewrite the code in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: $(VENV)/.runtime ## Prove configuration, dialogs and texts
	@$(BIN)/fifty-fifty check --config config.example.toml

texts: $(VENV)/.runtime ## Bring the catalogues up to date with the texts
	@$(BIN)/python -m dialogs.extraction

bench: $(VENV)/.dev ## Speed and memory, beside a bare echo bot
	@$(BIN)/python tests/bench/bench.py

lock: $(VENV)/.dev ## Resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock
	uv pip compile pyproject.toml --group dev --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up .venv (once)…"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Setting up the test tools (once)…"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

clean: ## Remove what the commands above made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
