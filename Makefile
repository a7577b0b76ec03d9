# Lists its own targets: make help. Variables may be set on the command line: make html OUTPUT=/tmp/site
PYTHON ?= python3
VENV ?= .venv
OUTPUT ?= output
SITE ?= $(OUTPUT)
PORT ?= 8000
NAME ?= web-edition
OFFLINE ?= yes
SIZES ?= 1 10 100 1000 10000

BIN := $(VENV)/bin
PELICAN := $(BIN)/python -m pelican
BUILD := $(BIN)/python -m plugins.build
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement
UV := $(VENV)-lock/bin/python -m uv

.DEFAULT_GOAL := html
.DELETE_ON_ERROR:

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-15s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: html
html: $(VENV)/build.stamp ## build the bundle into OUTPUT=output (the default target)
	@$(BUILD) --settings pelicanconf.py --output "$(OUTPUT)" --cache .cache

.PHONY: publish
publish: $(VENV)/build.stamp ## build the bundle to hand over (no drafts) into OUTPUT=output
	@$(BUILD) --settings publishconf.py --output "$(OUTPUT)" --offline "$(OFFLINE)" --cache .cache

.PHONY: zip
zip: publish ## write the bundle as one archive, dist/NAME.zip
	@$(BIN)/python -m plugins.archive "$(OUTPUT)" "dist/$(notdir $(NAME:.zip=)).zip"

.PHONY: single
single: $(VENV)/build.stamp ## write each article as one file, dist/SLUG.html, to be mailed or sent in a chat
	@$(BIN)/python -m plugins.single_file --settings publishconf.py --folder dist

# Settings of the three targets below: on the command line, or a line each in deploy.mk, which git ignores.
-include deploy.mk
export SITEURL GITHUB_REMOTE GITHUB_BRANCH RSYNC_TARGET S3_TARGET S3_ENDPOINT

define deploy
@$(BIN)/python -m deploy $(1)
@$(MAKE) --no-print-directory $(VENV)/deploy.stamp publish
@$(MAKE) --no-print-directory check SITE="$(OUTPUT)"
@$(BIN)/python -m deploy $(1) "$(OUTPUT)"
endef

.PHONY: deploy-github
deploy-github: $(VENV)/build.stamp ## publish, check, commit to GitHub Pages: GITHUB_REMOTE=origin
	$(call deploy,github)

.PHONY: deploy-rsync
deploy-rsync: $(VENV)/build.stamp ## publish, check, copy by rsync: RSYNC_TARGET=user@host:/folder
	$(call deploy,rsync)

.PHONY: deploy-s3
deploy-s3: $(VENV)/build.stamp ## publish, check, upload: S3_TARGET=s3://bucket/path S3_ENDPOINT=https://…
	$(call deploy,s3)

# The values come from the environment of the recipe, so that quotes and spaces in them do no harm.
.PHONY: new
new: export MAKE_SOURCE := $(SOURCE)
new: export MAKE_SLUG := $(SLUG)
new: export MAKE_TITLE := $(TITLE)
new: $(VENV)/build.stamp ## begin an article: SOURCE=extracted-page.txt SLUG=name (or SLUG=name TITLE=words)
	@$(BIN)/python -m plugins.new_article "--source=$$MAKE_SOURCE" "--slug=$$MAKE_SLUG" "--title=$$MAKE_TITLE"

.PHONY: order
order: export MAKE_SLUG := $(SLUG)
order: $(VENV)/build.stamp ## write a reading order from the order of its article: SLUG=name
	@$(BIN)/python -m plugins.write_order "--slug=$$MAKE_SLUG"

.PHONY: check
check: export MAKE_DRAFT := $(DRAFT)
check: $(VENV)/build.stamp ## lay the source pages over OUTPUT and all drafts, SITE=folder-or-file, or DRAFT=name
	@$(BIN)/python -m tests.checks $(if $(DRAFT),"--draft=$$MAKE_DRAFT",$(if $(filter file,$(origin SITE)),--drafts) "$(SITE)")

.PHONY: test
test: $(VENV)/test.stamp ## run all tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest

.PHONY: fuzz
fuzz: $(VENV)/test.stamp ## try thousands of random articles (about ten minutes)
	@$(BIN)/python -m pytest --hypothesis-profile=fuzz --hypothesis-show-statistics tests/test_fuzz.py

.PHONY: test-hosts
test-hosts: $(VENV)/hosts.stamp ## deploy to every kind of host on this machine and let a browser read there
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.hosts
	@$(BIN)/python -m pytest tests/hosts

.PHONY: audit
audit: publish $(VENV)/test.stamp ## let the Nu HTML checker and Lighthouse judge every page (needs Java and Node)
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.audit "$(OUTPUT)"

.PHONY: bench
bench: publish $(VENV)/test.stamp ## measure the page against a bare one, and builds of SIZES="1 10 …" articles; plots in bench/
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.bench.paints "$(OUTPUT)"
	@$(BIN)/python -m tests.bench.scale bench $(SIZES)

.PHONY: lint
lint: $(VENV)/test.stamp ## check the style of Python and templates
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m djhtml --check --tabwidth 2 theme

.PHONY: serve
serve: html ## show OUTPUT at localhost, PORT=8000
	@$(PELICAN) --listen --port $(PORT) --output "$(OUTPUT)"

.PHONY: regenerate
regenerate: $(VENV)/build.stamp ## rebuild preview/, unchecked, whenever content or theme changes
	@$(BIN)/python -m plugins.devserver --no-server

.PHONY: devserver
devserver: $(VENV)/build.stamp ## show all pages, drafts too, at localhost while you write, PORT=8000
	@$(BIN)/python -m plugins.devserver --port "$(PORT)"

.PHONY: shots
shots: html $(VENV)/test.stamp ## take pictures of every page and its print into shots/
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.shots "$(OUTPUT)" shots

.PHONY: clean
clean: ## remove all that is made: the bundle, preview, dist, shots, bench, caches, virtual environments
	@if [ -e "$(OUTPUT)" ] && ! grep -qs data-edition= "$(OUTPUT)/index.html"; then echo "$(OUTPUT): no bundle is here, so it is left alone" >&2; exit 1; fi
	rm -rf "$(OUTPUT)" preview dist shots bench .cache .hypothesis $(VENV) $(VENV)-lock

.PHONY: lock
lock: ## write the lock files anew from pyproject.toml
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --output-file requirements.lock
	@$(UV) pip compile pyproject.toml --group test --group lint --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --output-file requirements-test.lock
	@$(UV) pip compile pyproject.toml --group deploy --constraint requirements-test.lock --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --output-file requirements-deploy.lock
	@$(UV) pip compile pyproject.toml --group test --group lint --group deploy --group hosts --constraint requirements-test.lock --constraint requirements-deploy.lock --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --output-file requirements-hosts.lock

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian: apt install python3-venv)" >&2; exit 1; }

$(VENV)/build.stamp: requirements.lock | $(VENV)/bin/python
	@$(PIP_INSTALL) requirements.lock || { echo "the packages of requirements.lock could not be installed: is there a network?" >&2; exit 1; }
	@touch $@

$(VENV)/test.stamp: requirements-test.lock $(VENV)/build.stamp
	@$(PIP_INSTALL) requirements-test.lock || { echo "the packages of requirements-test.lock could not be installed: is there a network?" >&2; exit 1; }
	@touch $@

$(VENV)/deploy.stamp: requirements-deploy.lock $(VENV)/build.stamp
	@$(PIP_INSTALL) requirements-deploy.lock || { echo "the packages of requirements-deploy.lock could not be installed: is there a network?" >&2; exit 1; }
	@touch $@

$(VENV)/hosts.stamp: requirements-hosts.lock $(VENV)/test.stamp $(VENV)/deploy.stamp
	@$(PIP_INSTALL) requirements-hosts.lock || { echo "the packages of requirements-hosts.lock could not be installed: is there a network?" >&2; exit 1; }
	@touch $@
