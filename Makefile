# make demo   real notes in, coded findings out
# make test   the whole test suite
# make check  format, lint, import rules, types
# make bench  speed, as ratios to baselines in the same run; writes docs/performance.md

PYTHON ?= python3
BIN := .venv/bin
TYPED := __init__.py __main__.py builtin.py core typesystem annotators readers writers pipelines testing

.PHONY: demo test check bench clean

demo: .venv/installed
	rm -rf demo-out
	$(BIN)/cascara run clinical -i examples/notes -i examples/documents -o demo-out

test: .venv/installed-dev
	$(BIN)/python -m pytest

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	# mypy names modules after folders; the checkout's own folder may have any name.
	mkdir -p .venv/types && ln -sfn ../.. .venv/types/cascara
	cd .venv/types && ../bin/mypy --config-file ../../pyproject.toml $(addprefix cascara/,$(TYPED))

bench: .venv/installed-bench
	$(BIN)/python -m benchmarks

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || $(PYTHON) -m virtualenv .venv || { rm -rf .venv; \
	  echo "cannot make .venv: install Python's venv (Debian: apt-get install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

.venv/installed-bench: .venv/installed
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	touch $@

clean:
	rm -rf .venv demo-out build *.egg-info
