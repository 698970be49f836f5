# Everything that is done with Storyscope from a fresh clone. Needs Python 3.11 or newer, git and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench gallery screenshots clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3 python,$(shell $(name) -c \
  'import sys, venv; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-warn-script-location -c constraints.txt

# Nothing phones home.
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
export HF_HUB_DISABLE_TELEMETRY := 1
export WANDB_MODE := disabled
export TOKENIZERS_PARALLELISM := false

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(STAMP) ## Make .venv and install everything into it (does nothing when up to date)

$(STAMP): pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ]; then echo "Storyscope needs Python 3.11 or newer with venv. Install it, or name it: make PYTHON=/path/to/python3."; exit 2; fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing torch (the first time takes some minutes) ..."
	@$(PIP) "$$(grep '^torch==' constraints.txt)"
	@echo "Installing the other packages ..."
	@$(PIP) -e '.[dev,writers]'
	@touch $@
	@echo "Installed into $(VENV). The command is $(BIN)/storyscope."

# glibc gives large tensors back to the system after every step unless told to keep them: 7-24% of training time.
demo: export MALLOC_MMAP_THRESHOLD_ := 8589934592
demo: export MALLOC_TRIM_THRESHOLD_ := 17179869184
demo: setup ## The whole chain on real input, then the explorer (Ctrl-C stops it)
	@$(BIN)/storyscope demo $(ARGS)

test: setup ## Run every test
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --dist loadgroup $(ARGS)

check: setup ## Lint, format, types, layers, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q tests/test_architecture.py

gallery: setup ## Make the tracked gallery again (artifacts/gallery, at most 5 MB)
	@OMP_NUM_THREADS=2 $(BIN)/storyscope gallery $(ARGS)

bench: setup ## Measure speed (ARGS="--quick --json" is passed on)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: setup ## Take the pictures of docs/images again, of the artifacts here (needs Chromium)
	@OMP_NUM_THREADS=2 $(BIN)/python -m benchmarks._pictures docs/images

clean: ## Remove caches (never artifacts, never .venv)
	@rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
