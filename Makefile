# Two commands for newcomers: make demo, make test. Everything else is listed by make help.
# Files in .venv and node_modules mark what is done, so that nothing is done twice.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
DIST ?= dist
# Where the suite of make test-postgres finds a server; any PostgreSQL 15 or newer will do.
DUKAO_TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/dukao

# Images often set it. Every process of the tests, and there are hundreds, would compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# Whoever has nothing left to do takes over half of what another row of tests has before it.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
UV := UV_PYTHON=$(BIN)/python $(BIN)/uv
SOURCES := src tests $(wildcard benchmarks)
ASSETS := $(shell find src/dukao/*/assets -type f)

.DEFAULT_GOAL := help
.PHONY: help setup tools demo demo-reset test suite test-postgres test-wheel lint types style format outdated bench shots methods wheel release signed lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/.installed node_modules/.built ## a working .venv/bin/dukao, assets built

tools: setup $(BIN)/.tools ## what tests, lint and benchmarks need besides

demo: setup ## the example city on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(BIN)/dukao demo --port $(PORT)

demo-reset: setup ## the example city from the beginning
	@$(BIN)/dukao demo --reset --no-serve

test: lint suite ## lint, types, contracts and all tests; parts without their tool are skipped and counted

suite: tools
	$(PYTEST)

test-postgres: tools ## all tests that touch the database, on PostgreSQL (DUKAO_TEST_DATABASE_URL=…)
	DUKAO_TEST_DATABASE_URL=$(DUKAO_TEST_DATABASE_URL) $(PYTEST)

test-wheel: tools
	$(BIN)/python -m pytest -q -m nightly tests/operations/test_wheel.py

# mypy alone takes as long as all the rest of it.
lint: tools ## style, types and import contracts
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types style

types:
	$(BIN)/mypy

style:
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/lint-imports

format: tools ## write the style that lint asks for
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

outdated: tools ## parts that have newer versions (asks the registries)
	$(UV) pip list --outdated
	npm outdated || true

bench: tools ## the speed figures of docs/performance.md
	$(BIN)/python -m benchmarks

shots: tools ## the pictures under docs/images
	$(BIN)/python -m tests.shots

methods: tools ## curves and tables of docs/methods, from the engine
	$(BIN)/python -m tests.method_pages

wheel: setup ## dist/dukao-….whl, assets included
	$(UV) build --wheel --quiet --out-dir $(DIST)

# ssh-keygen signs, so that whoever installs can verify with what every machine has.
release: ## a fresh wheel, the locked packages, their sums and a signature (KEY=… an SSH key)
	rm -rf $(DIST)
	@$(MAKE) --no-print-directory wheel signed

signed:
	@test -f "$(KEY)" || { echo "请用 KEY=/路径/私钥 指明签名用的 SSH 密钥。"; exit 1; }
	cp requirements.txt $(DIST)/
	cd $(DIST) && sha256sum dukao-*.whl requirements.txt > SHA256SUMS
	rm -f $(DIST)/SHA256SUMS.sig
	ssh-keygen -q -Y sign -n dukao -f "$(KEY)" $(DIST)/SHA256SUMS

LOCK := $(UV) pip compile --quiet pyproject.toml --generate-hashes --no-header
lock: $(BIN)/uv ## the locked packages, after a change in pyproject.toml
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt

clean: ## everything that setup and build have made
	rm -rf .venv node_modules dist src/dukao/ui/static/dist

# The environment: exactly the locked packages, and this project itself from its sources.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "需要 Python 3.11 或更新的版本，现在是 $$($(PYTHON) -V)。可用 PYTHON=/路径/python3.11 指定。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "建不了虚拟环境。Debian 请安装 python3-venv 后再试。"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

$(BIN)/.synced: requirements.txt | $(BIN)/uv
	$(UV) pip install --require-hashes --requirement requirements.txt
	@touch $@

$(BIN)/.installed: pyproject.toml $(BIN)/.synced
	$(UV) pip install --quiet --no-deps --editable .
	@touch $@

$(BIN)/.tools: requirements-dev.txt $(BIN)/.installed
	$(UV) pip install --require-hashes --requirement requirements-dev.txt
	@touch $@

# The front end: the locked packages, then the bundles.
node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "需要 Node 20 和 npm 来构建界面文件。"; exit 1; }
	npm ci --no-fund --no-audit
	@touch $@

node_modules/.built: node_modules/.installed package.json $(ASSETS)
	npm run build
	@touch $@
