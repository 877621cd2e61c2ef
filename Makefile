# Queueyard. `make` lists the commands; the work is done in scripts/setup.

PYTHON ?= python3
ARGS ?=
BOOTSTRAP = $(PYTHON) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test fidelity check fix lock types docs validation bench clean setup screenshots

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set up what is missing and serve the playground (PORT=8000 HOST=127.0.0.1)
	@exec $(BOOTSTRAP) run $(ARGS)

test: ## Set up what is missing and run every test (ARGS=tests/simulator for a part)
	@$(BOOTSTRAP) test $(ARGS)

fidelity: ## Hold the presets against moto's SQS and real RabbitMQ, Celery and BullMQ (docs/fidelity.md)
	@$(BOOTSTRAP) fidelity $(ARGS)

check: ## Linters, types, layers, migrations and generated files
	@$(BOOTSTRAP) check

fix: ## Format the Python code and mend what the linter can mend
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

types: ## Generate the TypeScript types from Python's schemas
	@npm --prefix static run --silent types

docs: ## Write the tables of settings in docs/design-format.md anew
	@.venv/bin/python scripts/design_tables.py

validation: ## Hold the engine against exact results and write docs/validation.md and .json
	@.venv/bin/python -m tests.simulator.validation.publish

bench: ## Print the tables of benchmarks/
	@for bench in engine stream browser; do .venv/bin/python -m benchmarks.$$bench || exit 1; done

screenshots: ## Make the pictures in docs/screenshots anew
	@SCREENSHOTS=1 $(BOOTSTRAP) test tests/browser/test_screenshots.py

setup: ## Only the set-up
	@$(BOOTSTRAP) setup

LOCK = .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: ## Compile the pinned requirements and the Node lock file anew
	@$(LOCK) --output-file requirements/dev.txt requirements/dev.in
	@$(LOCK) --output-file requirements/runtime.txt --constraint requirements/dev.txt requirements/runtime.in
	@$(LOCK) --output-file requirements/node.txt requirements/node.in
	@npm --prefix static install --package-lock-only --ignore-scripts

clean: ## Remove what set-up and builds have made; the data in var/ stays
	@rm -rf .venv static/node_modules static/dist static/src/generated-assets .mypy_cache .ruff_cache .pytest_cache .hypothesis
