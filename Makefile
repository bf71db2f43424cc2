# Every target bootstraps what it needs: a virtual environment with uv, and the locked packages.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
# Stamps: what stands in the virtual environment, and which texts are compiled.
PACKAGES := .venv/.packages
MESSAGES := .venv/.messages
BENCHMARKS := coda matching matching_accuracy importing
READY := $(PACKAGES) $(MESSAGES)
# On one's own machine; a real server sets its own environment (docs/operations.md).
export DEBUG ?= True
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: help demo test lint format bench fuzz chaos messages
help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# uv asks the system which certificates to trust, as a company's proxy may need; else it brings its own.
$(PACKAGES): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and was not found on PATH."; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null && test -x $(BIN)/uv || { \
		echo "· making a virtual environment with $(PYTHON)"; \
		$(PYTHON) -m venv --clear .venv || { echo "Install venv for $(PYTHON) first (Debian: python3-venv)."; exit 1; }; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check uv; }
	@echo "· installing the locked packages"
	@UV_SYSTEM_CERTS=true $(BIN)/uv sync --frozen --quiet 2>/dev/null || $(BIN)/uv sync --frozen --quiet
	@touch $@

$(MESSAGES): $(PACKAGES) $(wildcard locale/*/LC_MESSAGES/*.po)
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
	@$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@DEBUG=False SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))') \
		FIELD_ENCRYPTION_KEYS=$$($(BIN)/python -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(READY)  ## let the tools lay out code and templates
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/djlint --reformat --quiet templates

bench: $(READY)  ## measurements, side by side in one run
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done

fuzz: $(READY)  ## throw mutated files at the CODA reader; MINUTES=30 by default
	@$(BIN)/python benchmarks/coda_fuzz.py --minutes $${MINUTES:-30} --processes 2

chaos: $(READY)  ## a bad day: faults, kills, restarts, a full disk; then a ledger of proof; MINUTES=30 by default
	@$(BIN)/python -m tests.chaos --minutes $${MINUTES:-30}

messages: $(READY)  ## collect texts to translate (needs gettext), then compile them
	@$(BIN)/python manage.py makemessages --all --no-obsolete --no-wrap --no-location --ignore .venv --ignore tests --ignore benchmarks
	@$(BIN)/python -m portal.messages
