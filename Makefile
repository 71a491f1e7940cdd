# Rolebook: everyday commands. `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test lint e2e bench fuzz pins

help: ## list the commands
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Rolebook needs Python 3.11 or later; $(PYTHON) is `$(PYTHON) --version 2>&1`. Set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments. Install its venv module: on Debian or Ubuntu"; \
	    echo "  apt install python3-venv"; echo "then run this command again."; exit 1; }
	$(PYTHON) -m venv .venv

.env:
	@$(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(64)); print("ALLOWED_HOSTS=localhost,127.0.0.1,[::1]")' > $@
	@echo "Wrote .env: settings for this machine alone."

$(STAMP): requirements/dev.txt | .venv/bin/python .env
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

install: $(STAMP) ## make .venv with everything needed to develop

.venv/.demo-installed: requirements/base.txt | .venv/bin/python .env
	@test -e $(STAMP) || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

demo: .venv/.demo-installed ## serve the demo catalogue on http://localhost:8000 (PORT=...)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo --port $(PORT)
	@exec $(PY) -m gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --limit-request-line 8190 --log-level warning

# The pure core knows no database, so that it is not asked a second time on PostgreSQL. Tests are dealt in their order:
# those that commit come last, because they leave an empty database behind.
test: install ## the whole test suite, on SQLite and, with TEST_POSTGRES_URL, on PostgreSQL too
	@echo "== SQLite"
	@DATABASE_URL= $(PY) -m pytest -n 2
	@if [ -n "$(TEST_POSTGRES_URL)" ]; then echo "== PostgreSQL"; DATABASE_URL="$(TEST_POSTGRES_URL)" $(PY) -m pytest -n 2 --ignore=tests/handbook; \
	 else echo "TEST_POSTGRES_URL is not set: PostgreSQL was not tested."; fi

lint: install ## ruff, mypy, import contracts, migrations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run

e2e: install ## the pages in a real browser (needs chromium), with accessibility checks
	@$(PY) -m pytest -m e2e -n 2 --dist worksteal tests/e2e

fuzz: install ## the REST API against its own description, thousands of requests for each kind of caller
	@$(PY) -m tests.fuzz

bench: install ## speed and memory of import, pages and API
	@$(PY) -m tests.bench

pins: ## resolve the pinned requirements again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/base.txt --upgrade
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt --upgrade
