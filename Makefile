# Two commands on a plain machine: make demo, make test. Everything else is for those who change the code.
# Nothing outside this folder is touched; data lives in .local/.

PYTHON ?= python3
PEOPLE ?= 5000
SERVE ?= 1
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
# Web server, workers, beat and every command import the same modules: where a shell or an image forbids keeping them compiled,
# each start compiles them all again, which is a third of it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test run bench check fix browser compose lock clean-local help

help:
	@echo "make demo [PEOPLE=5000] [SERVE=0]   a season with made-up people, then the site"
	@echo "make test                           every test on real servers"
	@echo "make run [PORT=8000]                serve what is there"
	@echo "make bench [ONLY=] [SCALE=0.05]     real work beside its floor, in a database of its own"
	@echo "make check | fix                    lint, layers, types, templates, migrations, French"
	@echo "make browser                        Chromium for the browser tests (Debian, needs root)"
	@echo "make compose                        what reads docker-compose.yml for its test (Debian, needs root)"
	@echo "make clean-local                    remove the data in .local/, after asking"

$(INSTALLED): requirements/development.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say which: make PYTHON=python3.11 …")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m venv --without-pip $(VENV)
	@echo "Installing the locked packages into $(VENV)/ …"
	@$(PYTHON) -m pip --disable-pip-version-check --python $(PY) install --quiet --require-hashes --no-deps -r requirements/development.txt
	@touch $@

catalogues: $(INSTALLED)
	@$(PY) manage.py catalogue --compile
.PHONY: catalogues

demo: catalogues
	@$(PY) manage.py demo --people $(PEOPLE) --port $(PORT) $(if $(filter 0 no,$(SERVE)),--no-serve)

run: catalogues
	@$(PY) manage.py serve --port $(PORT)

bench: catalogues
	@$(PY) manage.py bench $(if $(ONLY),--only $(ONLY)) $(if $(SCALE),--scale $(SCALE))

test: catalogues
	@$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

check: catalogues
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/mypy
	$(VENV)/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_production
	$(PY) manage.py state_diagram --check
	$(PY) manage.py eligibility_table --check
	$(PY) manage.py catalogue --check

fix: catalogues
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	-$(VENV)/bin/djade --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(PY) manage.py state_diagram
	$(PY) manage.py eligibility_table
	$(PY) manage.py catalogue --update

# The browser tests drive Debian's Chromium; no package of Python brings one. The package without its windows starts and draws
# in less time; where it is not to be had, the whole browser does.
browser:
	@command -v chromium-headless-shell >/dev/null \
	  || (apt-get update -q && apt-get install -y -q --no-install-recommends chromium-headless-shell fonts-dejavu-core) \
	  || command -v chromium >/dev/null \
	  || apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core

# Reads docker-compose.yml for its test; no engine is started.
compose:
	@command -v docker-compose >/dev/null || (apt-get update -q && apt-get install -y -q --no-install-recommends docker-compose)

# New versions: edit pyproject.toml, then lock. The lock files name no package index.
lock: $(INSTALLED)
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/runtime.txt pyproject.toml
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header -o requirements/development.txt pyproject.toml

clean-local:
	@if [ ! -d .local ]; then echo "There is no .local/ to remove."; exit 0; fi; \
	printf 'Remove .local/ with its database, files and mail? Type yes: '; read answer; \
	if [ "$$answer" = yes ]; then \
	  if [ -x $(PY) ]; then $(PY) -m iecsite.embedded stop; fi && rm -rf .local && echo "Removed."; \
	else echo "Nothing was removed."; fi
