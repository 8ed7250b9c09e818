# make run           everything, in the foreground, at http://localhost:8000/ (PORT changes it)
# make test          the tests
# make check         all that must hold before a change goes in; changes nothing
# make fmt           formats
# make bench         the benchmarks
# make screenshots   the pictures of the README and of docs/editors.md, in docs/images; every page in .data/screenshots
# make icons         the icons of the site, from static/favicon.svg
# make requirements  the exact versions again, from the ranges in pyproject.toml (needs uv)

.DEFAULT_GOAL := help
.PHONY: help run test check fmt bench screenshots icons requirements environment development gates
.NOTPARALLEL:

# Where it is set, every process of a run would compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=

PYTHON := .venv/bin/python
TEMPLATES := find templates newsroom shows articles -name '*.html'

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

run: environment
	@MAKE_PID=$$PPID exec $(PYTHON) -m newsroom.run

test: development
	@$(PYTHON) -m pytest -n auto

check: export CI := 1
check: development gates
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(TEMPLATES) -exec .venv/bin/djade --check --target-version 6.1 {} +
	@# Among the tests is `check --deploy` in the environment of a production server, which needs a database.
	DEBUG=1 NEWSROOM_DATA="$${NEWSROOM_DATA:-.data}/test/check" $(PYTHON) manage.py makemigrations --check --dry-run
	$(MAKE) test
	$(PYTHON) -m pytest -n auto --dist loadgroup -m slow

fmt: development
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format
	$(TEMPLATES) -exec .venv/bin/djade --target-version 6.1 {} +

bench: development gates
	@$(PYTHON) -m tests.bench

screenshots: development
	@$(PYTHON) -m tests.screenshots

icons: development
	@$(PYTHON) -m tests.icons

requirements: export UV_CUSTOM_COMPILE_COMMAND := make requirements
requirements: COMPILE := uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url
requirements:
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt

environment:
	@$(call install,requirements.txt)

development:
	@$(call install,requirements-dev.txt)

# The programs by which tests/gates and the benchmarks measure pages, once for each state of their lock; without npm
# these are left out.
gates: development
	@set -e; \
	wanted=$$(cat tests/gates/package.json tests/gates/package-lock.json tests/gates/.npmrc | cksum); \
	if [ "$$(cat .venv/gates/installed 2>/dev/null)" != "$$wanted" ] && command -v npm > /dev/null; then \
	    echo "Installing what tests/gates/package-lock.json lists." >&2; \
	    mkdir -p .venv/gates; \
	    cp tests/gates/package.json tests/gates/package-lock.json tests/gates/.npmrc .venv/gates/; \
	    (cd .venv/gates && npm ci --ignore-scripts --loglevel=error > /dev/null); \
	    echo "$$wanted" > .venv/gates/installed; \
	fi

# Make .venv with a fitting Python, unless it is there, and install what $(1) lists, unless that is done.
define install
set -e; \
if ! $(PYTHON) -c 'import pip; $(fits)' 2>/dev/null; then \
    found=; \
    for python in python$$(cat .python-version) python3.14 python3.13 python3.12 python3 python \
            "$$HOME"/.pyenv/versions/3.1[2-9]*/bin/python; do \
        if "$$python" -c '$(fits)' 2>/dev/null; then found=$$python; break; fi; \
    done; \
    if [ -z "$$found" ]; then \
        echo "Newsroom needs Python 3.12 or newer with its venv module: install it (on Debian and Ubuntu the packages python3 and python3-venv)." >&2; \
        exit 1; \
    fi; \
    rm -rf .venv; \
    "$$found" -m venv .venv; \
fi; \
wanted=$$(cksum < $(1)); \
if [ "$$(cat .venv/installed-$(1) 2>/dev/null)" != "$$wanted" ]; then \
    echo "Installing what $(1) lists." >&2; \
    $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r $(1); \
    echo "$$wanted" > .venv/installed-$(1); \
fi
endef
fits = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))
