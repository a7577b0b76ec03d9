# Lists its own targets: make help. Values may be set on the command line: make html OUTPUT=/tmp/site
PYTHON ?= python3
VENV ?= .venv

# Values of a deploy, a line each without quotes, in a file that git ignores.
-include deploy.mk

# Values reach the commands through the environment, as they were typed: neither make nor a shell expands them again.
VALUES := OUTPUT SITE WORDS PORT NAME OFFLINE SOURCE PAGE ENCODING SLUG TITLE BY DRAFT DRY_RUN SIZES SITEURL GITHUB_REMOTE GITHUB_BRANCH RSYNC_TARGET S3_TARGET S3_ENDPOINT
FROM_ENVIRONMENT := DRY_RUN SITEURL GITHUB_REMOTE GITHUB_BRANCH RSYNC_TARGET S3_TARGET S3_ENDPOINT OFFLINE
unexport $(VALUES)
# A value that is misspelt would do nothing, without a word; in VENV make and the shell would read some signs themselves.
MISSPELT := $(filter-out $(VALUES) PYTHON VENV,$(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name))))
$(if $(MISSPELT),$(error $(firstword $(MISSPELT)) is no value of any command: write one of $(VALUES) PYTHON VENV))
ODD := $(strip $(foreach sign,$$ ' " \ ` ; & | < > ( ) * ? [ % ~ :,$(findstring $(sign),$(value VENV))))
$(if $(ODD)$(filter-out 1,$(words $(value VENV))),$(error VENV cannot be "$(value VENV)": name a folder without spaces and signs that a shell reads))
$(foreach name,$(VALUES),$(if $(filter-out environment undefined,$(origin $(name)))$(filter $(name),$(FROM_ENVIRONMENT)),$(eval export EDITION_$(name) = $$(value $(name)))))

BIN := $(VENV)/bin
EDITION := $(BIN)/python -m edition
# A lock file names all that its packages need.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: --requirement
UV_COMPILE := $(VENV)-lock/bin/python -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet

.DEFAULT_GOAL := html
.DELETE_ON_ERROR:

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-15s%s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: html
html: $(VENV)/build.stamp ## build the bundle into OUTPUT=output (the default target)
	@$(EDITION) html

.PHONY: publish
publish: $(VENV)/build.stamp ## build the bundle for its address, SITEURL=https://…, into OUTPUT=output
	@$(EDITION) publish

.PHONY: zip
zip: $(VENV)/build.stamp ## publish, and write the bundle as one archive, dist/NAME.zip
	@$(EDITION) zip

.PHONY: single
single: $(VENV)/build.stamp ## write each article as one file, dist/SLUG.html, to be mailed or sent in a chat
	@$(EDITION) single

.PHONY: statement
statement: $(VENV)/build.stamp ## write the digests of OUTPUT and its originals to be signed outside, dist/statement.txt: BY="your name"
	@$(EDITION) statement

.PHONY: deploy-github
deploy-github: $(VENV)/deploy.stamp ## publish, check, commit to GitHub Pages: GITHUB_REMOTE=origin
	@$(EDITION) deploy-github

.PHONY: deploy-rsync
deploy-rsync: $(VENV)/deploy.stamp ## publish, check, copy by rsync: RSYNC_TARGET=user@host:/folder
	@$(EDITION) deploy-rsync

.PHONY: deploy-s3
deploy-s3: $(VENV)/deploy.stamp ## publish, check, upload: S3_TARGET=s3://bucket/path S3_ENDPOINT=https://…
	@$(EDITION) deploy-s3

.PHONY: new
new: $(VENV)/build.stamp ## begin an article: SOURCE=page.txt SLUG=name (SOURCE=page.pdf PAGE=3 …; SLUG=name TITLE=words)
	@$(EDITION) new

.PHONY: order
order: $(VENV)/build.stamp ## write a reading order from the order of its article: SLUG=name
	@$(EDITION) order

.PHONY: sign
sign: $(VENV)/build.stamp ## say that you have reviewed a reading order: SLUG=name BY="your name"
	@$(EDITION) sign

.PHONY: check
check: $(VENV)/build.stamp ## compare OUTPUT, or SITE=folder, archive, file or address, with a fresh build; or DRAFT=name
	@$(EDITION) check

.PHONY: test
test: $(VENV)/test.stamp ## run all tests
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest

.PHONY: fuzz
fuzz: $(VENV)/test.stamp ## try thousands of random articles (about ten minutes)
	@$(BIN)/python -m pytest --hypothesis-profile=fuzz --hypothesis-show-statistics tests/article/test_fuzz.py

.PHONY: test-hosts
test-hosts: $(VENV)/hosts.stamp ## deploy to every kind of host on this machine and let a browser read there
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.hosts
	@$(BIN)/python -m pytest tests/hosts

.PHONY: audit
audit: $(VENV)/test.stamp $(VENV)-lock/tools.stamp ## let the Nu HTML checker and Lighthouse judge every page (needs Java and Node), pip-audit the packages
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.audit $(VENV)-lock/bin/pip-audit

.PHONY: bench
bench: publish $(VENV)/test.stamp ## measure the page against others, and builds of SIZES="1 10 …" articles; plots in bench/
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.bench.paints
	@$(BIN)/python -m tests.bench.scale

.PHONY: lint
lint: $(VENV)/test.stamp ## check the style of Python and templates, the types, and which folder imports which
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	@$(BIN)/python -m djhtml --check --tabwidth 2 theme

.PHONY: serve
serve: $(VENV)/build.stamp ## show OUTPUT at localhost, PORT=8000
	@$(EDITION) serve

.PHONY: regenerate
regenerate: $(VENV)/build.stamp ## rebuild preview/, unproven, whenever content or theme changes
	@$(EDITION) regenerate

.PHONY: devserver
devserver: $(VENV)/build.stamp ## show all pages, drafts too, at localhost while you write, PORT=8000
	@$(EDITION) devserver

.PHONY: shots
shots: html $(VENV)/test.stamp ## take pictures of every page and its print into shots/
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m tests.shots

.PHONY: docs
docs: $(VENV)/build.stamp ## write the tables of docs/ anew from the code
	@$(EDITION) docs

.PHONY: clean
clean: ## remove what we made and no other file: bundle, preview, dist, shots, bench, caches, virtual environments
	@python=$(BIN)/python; "$$python" -c '' 2>/dev/null || python=$(PYTHON); \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$$python is missing or too old: say make clean PYTHON=/path/to/python3, of 3.11 or newer" >&2; exit 1; }; \
	EDITION_VENV=$(VENV) "$$python" -B -m edition clean

.PHONY: lock
lock: $(VENV)-lock/tools.stamp ## write the lock files anew from pyproject.toml
	@$(UV_COMPILE) --group pyproject.toml:tools --output-file requirements/tools.lock
	@$(UV_COMPILE) pyproject.toml --output-file requirements/build.lock
	@$(UV_COMPILE) pyproject.toml --group test --group lint --constraint requirements/build.lock --output-file requirements/test.lock
	@$(UV_COMPILE) pyproject.toml --group deploy --constraint requirements/test.lock --output-file requirements/deploy.lock
	@$(UV_COMPILE) pyproject.toml --group test --group lint --group deploy --group hosts --constraint requirements/test.lock --constraint requirements/deploy.lock --output-file requirements/hosts.lock

$(VENV)-lock/tools.stamp: requirements/tools.lock
	@$(PYTHON) -m venv $(VENV)-lock && touch $(VENV)-lock/made.stamp
	@$(VENV)-lock/bin/python $(PIP_INSTALL) requirements/tools.lock || { echo "the packages of requirements/tools.lock could not be installed: see what pip says above" >&2; exit 1; }
	@touch $@

# Debian keeps the module apart that makes virtual environments; where we may, we install it.
MAKE_VENV = said=$$($(PYTHON) -m venv "$(VENV)" 2>&1)
DEBIAN_VENV = { [ "$$(id -u)" = 0 ] && command -v apt-get && apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv "$(VENV)"; } >/dev/null 2>&1

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@if [ -f "$(VENV)/build.stamp" ]; then echo "the Python of $(VENV) is gone: say make clean, then this again" >&2; exit 1; fi
	@if [ ! -f "$(VENV)/made.stamp" ] && [ -n "$$(ls -A "$(VENV)" 2>/dev/null)" ]; then echo "$(VENV): something other than a virtual environment of ours is here: name another VENV" >&2; exit 1; fi
	@mkdir -p "$(VENV)" && touch "$(VENV)/made.stamp"
	@$(MAKE_VENV) || $(DEBIAN_VENV) || { echo "$$said" >&2; echo "$(PYTHON) cannot make a virtual environment, for the reason above (where it is the venv module, on Debian: apt install python3-venv)" >&2; exit 1; }

# Another Python than the one that the packages were installed for does not find them.
python-of-venv: | $(VENV)/bin/python
	@$(BIN)/python -c 'import pip' 2>/dev/null || { echo "$(VENV) is of another Python, or not whole: say make clean (or remove it), then this again" >&2; exit 1; }

$(VENV)/build.stamp: requirements/build.lock | python-of-venv
$(VENV)/test.stamp: requirements/test.lock $(VENV)/build.stamp
$(VENV)/deploy.stamp: requirements/deploy.lock $(VENV)/build.stamp
$(VENV)/hosts.stamp: requirements/hosts.lock $(VENV)/test.stamp $(VENV)/deploy.stamp
$(VENV)/%.stamp:
	@$(BIN)/python $(PIP_INSTALL) requirements/$*.lock || { echo "the packages of requirements/$*.lock could not be installed: see what pip says above" >&2; exit 1; }
	@touch $@
