# `make run` practises; `make test` and `make check` prove. Everything else is set up on the way.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

UV_VERSION := 0.13.9
UV := .tools/bin/uv
IN := $(UV) run --locked --no-sync
READY := .venv/.ready
ASSISTANT := tests/conversations tests/dialogue tests/e2e
PROCESSES := tests/services tests/gateway tests/cli tests/stack tests/worker tests/faults

.PHONY: help run test test-assistant test-processes test-rooms faults check clean

help:
	@echo "make run    set everything up and run the assistant"
	@echo "make test   set everything up and run the tests"
	@echo "make faults kill, hang, flood and fill up what can be, in full counts; takes about two hours"
	@echo "make check  style, types, import rules, content"
	@echo "make clean  forget the environment and trained models (never the data in var/)"

run: $(READY)
	@exec $(IN) interlude run

# Two lanes side by side, about as long as each other: the trained assistant with its browser and then the pure rooms;
# what writes and runs processes, and at its end what kills, hangs and floods them. Three lanes disturb that.
test: $(READY) node_modules/.ready
	@$(MAKE) --no-print-directory -j2 test-rooms test-processes

test-assistant:
	$(IN) pytest $(ASSISTANT)

test-processes:
	$(IN) pytest $(PROCESSES)

test-rooms: test-assistant
	$(IN) pytest $(ASSISTANT:%=--ignore=%) $(PROCESSES:%=--ignore=%)

faults: $(READY)
	$(IN) pytest tests/faults --full

node_modules/.ready: package-lock.json .ci/install-browser
	@.ci/install-browser
	@touch $@

check: $(READY)
	$(IN) ruff format --check .
	$(IN) ruff check .
	$(IN) mypy
	$(IN) lint-imports
	$(IN) interlude check

# uv comes from the package index, by any Python at hand that has pip.
$(UV):
	@echo "Fetching uv …"
	@for python in python3 python3.11 python3.10 /usr/bin/python3 python; do \
	  if "$$python" -m pip --version >/dev/null 2>&1; then \
	    "$$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	      --target .tools "uv==$(UV_VERSION)" && exit 0; \
	  fi; \
	done; \
	echo "interlude: no Python with pip was found; install one (Debian: apt-get install python3-pip)" >&2; exit 1

$(READY): $(UV) uv.lock pyproject.toml .python-version
	@echo "Installing what interlude needs; the first time this takes a few minutes …"
	@$(UV) sync --locked --compile-bytecode
	@touch $@

clean:
	rm -rf .venv .tools models node_modules .rasa .mypy_cache .ruff_cache .pytest_cache
