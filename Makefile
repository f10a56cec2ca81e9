# Every task of the project; each can be run first, none asks a question.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

bin := .venv/bin
catalogues := $(wildcard src/undersigned/locale/*/LC_MESSAGES/django.po)
compiled := $(catalogues:.po=.mo)
# Stamps; they carry the checkout's place, because an environment does not survive a move.
place := $(shell pwd | cksum | cut -d ' ' -f 1)
run_ready := .venv/.run-$(place)
dev_ready := .venv/.dev-$(place)
lock := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: help setup run test soak bench check fix lock messages screens trees wheel clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' Makefile

setup: $(run_ready) $(compiled) ## Make .venv and install what the site needs (run does it too)
	@echo "Ready: make run"

run: $(run_ready) $(compiled) ## Start the site (PORT=8001 make run: on another port)
	@$(bin)/undersigned serve

test: $(dev_ready) $(compiled) ## Run every test: on SQLite, in Chromium, on PostgreSQL
	@tools/test.sh

soak: $(dev_ready) $(compiled) ## Run the long tests: repeated kills, full sizes
	@$(bin)/pytest --soak -m soak
	@$(bin)/pytest --soak -m soak --postgres
	@$(bin)/pytest --lane-off tests/journeys tests/races
	@$(bin)/pytest --lane-off tests/journeys tests/races --postgres
	@$(bin)/pytest --lane-off --soak tests/faults/test_web_killed.py
	@$(bin)/pytest --lane-off --soak tests/faults/test_web_killed.py --postgres

bench: $(dev_ready) $(compiled) ## Measure what the site reaches on this machine (BENCH=--quick make bench: in two minutes)
	@$(bin)/undersigned bench $(BENCH)

check: $(dev_ready) $(compiled) ## Check style, types, layers, Django's own checks and migrations
	@tools/check.sh

fix: $(dev_ready) ## Mend style and layout
	@$(bin)/ruff check --quiet --fix
	@$(bin)/ruff format --quiet

lock: $(dev_ready) ## Write the locks again; LOCK=--upgrade make lock takes newer versions
	@$(lock) $(LOCK) pyproject.toml requirements/build.in --output-file requirements/run.txt
	@$(lock) $(LOCK) pyproject.toml requirements/build.in requirements/dev.in \
		--constraint requirements/run.txt --output-file requirements/dev.txt

messages: $(dev_ready) ## Collect the texts to translate into locale/ (needs gettext)
	@$(bin)/python tools/messages.py extract

screens: $(dev_ready) $(compiled) ## Take the pictures of docs/screens again
	@$(bin)/python tools/screens.py

trees: $(dev_ready) $(compiled) ## Write the accessibility trees of tests/browser/trees anew
	@$(bin)/pytest --write-trees -p no:randomly tests/browser/test_trees.py

wheel: $(run_ready) $(compiled) ## Build the wheel into dist/
	@$(bin)/hatchling build --target wheel

clean: ## Remove what was built; .venv and the data folder stay
	@rm -rf build dist test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(compiled)
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(run_ready): requirements/run.txt pyproject.toml tools/setup.sh $(bin)/python
	@tools/setup.sh run
	@touch $@

$(dev_ready): requirements/dev.txt requirements/run.txt pyproject.toml tools/setup.sh $(bin)/python
	@tools/setup.sh dev
	@touch $(run_ready) $@

# Missing, or leading nowhere since the system's Python went: then the stamps are void.
$(bin)/python: ;

# Every target that wants these names a stamp before them; naming one here too would install twice.
$(compiled): %.mo: %.po
	@$(bin)/python tools/messages.py compile $<
