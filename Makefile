# Set-up, checks and measurements. `make setup` is all that the others need; `make help` lists the targets.
#
#   make setup                          everything, for use and for development
#   make setup LOCK=requirements.lock   only what running needs
#   make setup PYTHON=/path/to/python   with another interpreter (3.11 or newer)

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
LOCK ?= requirements-dev.lock
VENV := .venv
PY := $(VENV)/bin/python
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else os.cpu_count() + 1)')
STAMP := $(VENV)/.installed-$(notdir $(LOCK))
BENCH_ENV := build/bench-env
BENCH_PY := $(BENCH_ENV)/bin/python
PAGE_ENV := build/page-env
PAGE_PY := $(PAGE_ENV)/bin/python
EVALUATE_ENV := build/evaluate-env
BROWSER_ENV := build/browser-env
BROWSER_PY := $(BROWSER_ENV)/bin/python
PIP := -m pip --disable-pip-version-check --no-input
COMPILE := $(VENV)/bin/pip-compile --quiet --strip-extras --allow-unsafe --build-deps-for editable \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# An environment whose interpreter has gone (system upgrade, moved folder) is made again.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(PY) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
BROKEN := broken
endif
endif

.DEFAULT_GOAL := check
.PHONY: help setup demo test slow outage mutate format lint types layers check bench test-browser bench-polling soak fuzz evaluate docs lock clean broken

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1	/' | expand -t 12

setup: $(STAMP) ## the environment in .venv, from the lock file; quick when nothing changed

$(STAMP): requirements.lock requirements-dev.lock pyproject.toml $(BROKEN)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(if $(BROKEN),rm -rf $(VENV),:)
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || \
		{ echo "no environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PY) $(PIP) install --quiet --no-deps -r $(LOCK)
	PYTHONWARNINGS=ignore $(PY) $(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

broken:

demo: setup ## the main job offline: simulated sites, polls, verdicts, a report
	$(PY) run.py demo

test: setup ## the default suite; one process more than there are processors, since some tests wait for a clock
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

slow: setup ## soak, fuzz and fault suites
	$(PY) -m pytest -n auto -m slow --ignore tests/faults/test_outage.py
	@$(MAKE) --no-print-directory outage

outage: setup ## of slow, only the outage: 1,000 hosts, 300 failing for an hour in ten ways; two minutes
	$(PY) -m pytest -n 0 -s -m slow tests/faults/test_outage.py

mutate: setup ## flip the judging core one operator at a time: the tests must notice
	$(PY) -m benchmarks.mutate

format: setup ## imports in order and lines as ruff wants them, where that is safe
	$(PY) -m ruff check --fix .

lint: setup ## ruff
	$(PY) -m ruff check .

types: setup ## mypy, strict
	$(PY) -m mypy

layers: setup ## who may import whom
	$(VENV)/bin/lint-imports

check: lint types layers test ## all of the above

bench: $(BENCH_ENV)/.installed $(PAGE_ENV)/.installed ## speed, beside other libraries in an environment of their own
	PYTHONPATH=. $(BENCH_PY) -m benchmarks.speed
	PYTHONPATH=. $(BENCH_PY) -m benchmarks.page_speed
	PYTHONPATH=. $(BENCH_PY) -m benchmarks.inserting
	PYTHONPATH=. $(BENCH_PY) -m benchmarks.polling

bench-polling: $(BENCH_ENV)/.installed ## of bench, only the polls: beside Scrapy, urlwatch, httpx, aiohttp; needs nginx
	PYTHONPATH=. $(BENCH_PY) -m benchmarks.polling

$(BENCH_ENV)/.installed: requirements.lock benchmarks/peers.txt | setup
	@mkdir -p build
	@test -x $(BENCH_PY) || $(PYTHON) -m venv $(BENCH_ENV)
	$(BENCH_PY) $(PIP) install --quiet -r requirements.lock -r benchmarks/peers.txt
	@touch $@

test-browser: setup $(BROWSER_ENV)/.installed ## the web pages in the system's Chromium: links, keyboard, axe, screenshots
	@mkdir -p build/browser
	$(PY) run.py demo --out build/browser/demo >build/browser/demo.txt
	$(BROWSER_PY) -m benchmarks.browser --program $(PY) --demo build/browser/demo --shots build/browser/shots

$(BROWSER_ENV)/.installed: benchmarks/browser-peers.txt
	@mkdir -p build/browser
	@test -x $(BROWSER_PY) || $(PYTHON) -m venv $(BROWSER_ENV)
	$(BROWSER_PY) $(PIP) install --quiet -r benchmarks/browser-peers.txt
	@touch $@

soak: setup ## 42,000 feeds on loopback for half an hour: rate, lag, memory; needs nginx. SOAK="--minutes 5" for less
	$(PY) -m benchmarks.soak $(SOAK)

$(PAGE_ENV)/.installed: benchmarks/page-peers.txt | setup
	@mkdir -p build
	@test -x $(PAGE_PY) || $(PYTHON) -m venv $(PAGE_ENV)
	$(PAGE_PY) $(PIP) install --quiet --upgrade pip
	$(PAGE_PY) $(PIP) install --quiet -r benchmarks/page-peers.txt
	@touch $@

fuzz: setup ## a million mutated pages, and hostile giants, read within their bounds; hours
	PYTHONPATH=. $(PY) -m benchmarks.fuzz_pages

evaluate: $(EVALUATE_ENV)/.installed $(PAGE_ENV)/.installed ## measure reading and judging where the data are, beside peers; writes docs/evaluation.md
	$(PY) -m benchmarks.evaluate

$(EVALUATE_ENV)/.installed: benchmarks/peers-text.txt | setup
	@mkdir -p build
	@test -x $(EVALUATE_ENV)/bin/python || $(PYTHON) -m venv $(EVALUATE_ENV)
	$(EVALUATE_ENV)/bin/python $(PIP) install --quiet -r benchmarks/peers-text.txt
	@touch $@

docs: setup ## the pages of docs/ that are made from the code
	$(PY) -m benchmarks.make_docs

lock: setup ## newer versions of everything, within the bounds of pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --upgrade -o requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) --upgrade --extra dev -c requirements.lock \
		-o requirements-dev.lock pyproject.toml

clean: ## caches and builds; never storage/ or reports/
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache ./*.egg-info
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
