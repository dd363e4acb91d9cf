# The commands of README.md. `make run` and `make test` need nothing but Python 3.11 or newer.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
PYTEST := $(PY) -m pytest -p no:dash

.PHONY: run data test check lint types chromium office bundle bench bench-short growth clean
.DEFAULT_GOAL := run

## The dashboard on http://127.0.0.1:8050; HOST, PORT and ROGL_… change it, see README
run: $(VENV)/runtime.stamp
	@exec $(PY) -m dashboard.serve

## Check data/ and build the database anew
data: $(VENV)/runtime.stamp
	$(PY) -m dashboard.build

## Everything: lint, types, unit, integration, data and browser tests
test: $(VENV)/dev.stamp chromium office lint types
	$(PYTEST) -n 2 --dist loadfile

## The quick half of it, without data and browser
check: $(VENV)/dev.stamp lint types
	$(PYTEST) tests/unit

lint: $(VENV)/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/dev.stamp
	$(PY) -m mypy

# Chromium without windows if it can be had: the same engine in half the time. Else one found on the machine.
chromium:
	@test -n "$$BROWSER_PATH" && exit 0; \
	for name in chromium-headless-shell chrome-headless-shell; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium-headless-shell && exit 0; \
	fi; \
	for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null && exit 0; \
	done; \
	echo "The browser tests need Chromium or Chrome: install one (Debian: sudo apt-get install chromium-headless-shell)" \
		"or name it in BROWSER_PATH." >&2; \
	exit 1

# LibreOffice Calc opens our files in tests as a reader would; the package without a display is enough (half a minute).
office:
	@test -n "$$OFFICE_PATH" && exit 0; \
	for name in soffice libreoffice; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing LibreOffice Calc …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui; \
	else \
		echo "Some tests open files in LibreOffice Calc: install it (Debian: sudo apt-get install libreoffice-calc-nogui)" \
			"or name it in OFFICE_PATH." >&2; \
		exit 1; \
	fi

## Build assets/plotly/plotly-rogl.min.js again; needs Node.js 20 or newer
bundle:
	cd assets/plotly && npm ci --ignore-scripts && npm run build

## Measure everything that has a goal (up to 15 minutes)
bench: $(VENV)/dev.stamp chromium
	$(PY) tests/bench/run.py

## Ratios only, as in CI (3 minutes)
bench-short: $(VENV)/dev.stamp chromium
	$(PY) tests/bench/run.py --short

## Generate programmes of 10 thousand, 1 million and 10 million subprojects, measure them, draw docs/growth.svg (some GB)
growth: $(VENV)/dev.stamp
	PYTHONPATH=. $(PY) tests/bench/growth.py .build/growth
	$(PY) tests/bench/growth_chart.py .build/growth/growth.json docs/growth.svg

## Remove what was built; the virtual environment stays
clean:
	rm -rf .build .pytest_cache .mypy_cache .ruff_cache .hypothesis assets/plotly/node_modules
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "venv failed; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/runtime.stamp: requirements.txt constraints.txt | $(PY)
	@echo "Installing requirements (about a minute) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	@echo "Installing what tests need …"
	@$(PIP) -r requirements-dev.txt
	@touch $@
