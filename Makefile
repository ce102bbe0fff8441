# The commands that a person needs. Each makes the machine ready first: see deploy/bootstrap.py.
PYTHON ?= python3
READY = @$(PYTHON) deploy/bootstrap.py
BIN = .venv/bin

.PHONY: setup run test soak check bench clean

setup: ; $(READY) setup

run:
	$(READY) run
	@exec $(BIN)/python deploy/serve.py

check:
	$(READY) check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint templates
	$(BIN)/python deploy/check_sizes.py

test:
	$(READY) test
	$(BIN)/python deploy/run_tests.py

soak:
	$(READY) test
	SOAK=1 $(BIN)/python deploy/run_tests.py

bench:
	$(READY) bench
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv node_modules instance portal/static/build artefacts .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
