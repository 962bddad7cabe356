# The doors of the project: `make help` lists them.
# Settings are passed on: make run PORT=8010 PRESET=coach

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgresql test-instances test-lts soak bench lint format messages requirements browser nginx install install-dev

VENV := .venv
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := $(VENV)/bin

help: ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

# `exec`: the site takes the place of the shell, so that a signal to stop reaches it.
run: install ## Start the site, all that it needs included; PORT, PRESET, DEMO=1
	@exec $(BIN)/python manage.py serve

test: install-dev browser nginx ## Run every test, on SQLite and on PostgreSQL
	@exec $(BIN)/python -m tests.suite

test-sqlite: install-dev browser nginx ## Run the tests on SQLite only
	@exec $(BIN)/python -m pytest -n auto

test-postgresql: install-dev nginx ## Run the tests on PostgreSQL only, without the browser's
	@exec $(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n auto -m "not browser"

test-instances: install-dev browser nginx ## Walk the journeys on PostgreSQL, with two instances of the site behind nginx
	@INSTANCES=2 $(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n auto -m "" tests/journeys \
		--ignore tests/journeys/test_accessibility.py

test-lts: install-dev browser nginx ## Run the tests on Wagtail 7.4 LTS, in an environment of its own
	@exec $(BIN)/python -m tests.lts

soak: install-dev ## Try the site for hours: worlds, sequences, races, kills, mails, doors; ONLY=worlds, ON=SQLite, WORLDS=500
	@exec $(BIN)/python -m tests.soak

bench: install-dev ## Measure the site beside its goals; ONLY=core,lookup, ON=SQLite, QUICK=1
	@exec $(BIN)/python -m benchmarks

lint: install-dev ## Check style, formatting, who imports whom, and the types of scheduling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy

format: install-dev ## Put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: install-dev ## Gather the interface's sentences into locale/ and compile them (needs gettext)
	@$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --no-wrap --ignore '.venv*' --ignore 'var' --ignore 'tests'
	@$(BIN)/python manage.py compilemessages --ignore '.venv*' --verbosity 0

requirements: install-dev ## Pin requirements*.in anew in requirements*.txt
	@$(PIN) requirements.in --output-file requirements.txt
	@$(PIN) requirements-s3.in --output-file requirements-s3.txt
	@$(PIN) requirements-dev.in --output-file requirements-dev.txt
	@$(PIN) $(PEER)/requirements.in --output-file $(PEER)/requirements.txt

PEER := benchmarks/peers/django_appointment
PIN := UV_CUSTOM_COMPILE_COMMAND='make requirements' $(BIN)/uv pip compile --quiet --upgrade --universal \
	--generate-hashes --python-version 3.11 --no-emit-index-url

browser: install-dev
	@$(BIN)/python -m tests.browser

nginx: install-dev
	@$(BIN)/python -m tests.nginx

install: python
	@$(PYTHON) -m site_core.installation $(VENV) requirements.txt

install-dev: install
	@$(PYTHON) -m site_core.installation $(VENV) requirements-dev.txt

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed, and none was found'; exit 1; }
