# Every task of the project; each can be run first, none asks a question.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules

bin := .venv/bin
catalogues := $(wildcard src/undersigned/locale/*/LC_MESSAGES/django.po)
compiled := $(catalogues:.po=.mo)
lock := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: help setup run test soak check fix lock messages wheel clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' Makefile

setup: .venv/.ready-run $(compiled) ## Make .venv and install what the site needs (run does it too)
	@echo "Ready: make run"

run: .venv/.ready-run $(compiled) ## Start the site (PORT=8001 make run: on another port)
	@$(bin)/undersigned serve

test: .venv/.ready-dev $(compiled) ## Run every test: on SQLite, in Chromium, on PostgreSQL
	@tools/test.sh

soak: .venv/.ready-dev $(compiled) ## Run the long tests: repeated kills, full sizes
	@$(bin)/pytest --soak -m soak

check: .venv/.ready-dev $(compiled) ## Check style, types, layers, Django's own checks and migrations
	@tools/check.sh

fix: .venv/.ready-dev ## Mend style and layout
	@$(bin)/ruff check --quiet --fix
	@$(bin)/ruff format --quiet

lock: .venv/.ready-dev ## Write the locks again; LOCK=--upgrade make lock takes newer versions
	@$(lock) $(LOCK) pyproject.toml requirements/build.in --output-file requirements/run.txt
	@$(lock) $(LOCK) pyproject.toml requirements/build.in requirements/dev.in \
		--constraint requirements/run.txt --output-file requirements/dev.txt

messages: .venv/.ready-dev ## Collect the texts to translate into locale/ (needs gettext)
	@$(bin)/python tools/messages.py extract

wheel: .venv/.ready-run $(compiled) ## Build the wheel into dist/
	@$(bin)/hatchling build --target wheel

clean: ## Remove what was built; .venv and the data folder stay
	@rm -rf build dist test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(compiled)
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready-run: requirements/run.txt pyproject.toml tools/setup.sh
	@tools/setup.sh run
	@touch $@

.venv/.ready-dev: requirements/dev.txt requirements/run.txt pyproject.toml tools/setup.sh
	@tools/setup.sh dev
	@touch .venv/.ready-run $@

$(compiled): %.mo: %.po | .venv/.ready-run
	@$(bin)/python tools/messages.py compile $<
