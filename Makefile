# Every target bootstraps what it needs: a virtual environment with uv, and the locked packages.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/.ready
# On one's own machine; a real server sets its own environment (docs/operations.md).
export DEBUG ?= True

.PHONY: help demo test lint format bench fuzz messages
help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

$(READY): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found."; exit 1; }
	@test -x $(BIN)/uv || { echo "· making a virtual environment with $(PYTHON)"; \
		$(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; }
	@echo "· installing the locked packages"
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --frozen --quiet
	@$(BIN)/python -m portal.messages
	@touch $@

demo: $(READY)  ## the whole product with two offices; FEED=<folder> serves your own files, CHECK=1 runs once and reports
	@$(BIN)/python -m portal.demo $(if $(FEED),--feed "$(FEED)") $(if $(CHECK),--check) $(if $(PORT),--port $(PORT))

test: $(READY)  ## every test, on real servers and in a real browser
	@$(BIN)/python -m pytest $(ARGS)

lint: $(READY)  ## style, types, layers, templates, migrations, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint --quiet templates
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@DEBUG=False SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) \
		FIELD_ENCRYPTION_KEYS=$$(head -c 32 /dev/urandom | base64 -w0 | tr '+/' '-_') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(READY)  ## let the tools lay out code and templates
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/djlint --reformat --quiet templates

bench: $(READY)  ## measurements, side by side in one run
	@for file in benchmarks/*.py; do case $$file in */_*|*generator*|*_peer*) ;; *) echo "== $$file"; $(BIN)/python $$file || exit 1;; esac; done

fuzz: $(READY)  ## throw mutated files at the CODA reader; SECONDS_OF_FUZZ=1800 by default
	@$(BIN)/python -m tests.coda.fuzz --seconds $${SECONDS_OF_FUZZ:-1800}

messages: $(READY)  ## collect texts to translate (needs gettext), then compile them
	@$(BIN)/python manage.py makemessages --all --no-obsolete --no-wrap --ignore .venv --ignore tests --ignore benchmarks
	@$(BIN)/python -m portal.messages
