# Twobin: `make demo` and `make test` are the two commands to know; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PLAN ?= datasets/synthetic-shop/plan.toml
OUT ?= out/demo
TWOBIN := .build/release/twobin
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

# OpenBLAS and friends are keg-only under Homebrew: pkg-config has to be told where they are.
ifeq ($(shell uname -s),Darwin)
  BREW := $(shell command -v brew 2>/dev/null)
  ifneq ($(BREW),)
    KEGS := $(foreach keg,openblas sqlite zlib expat libxlsxwriter,$(shell $(BREW) --prefix $(keg))/lib/pkgconfig)
    EMPTY :=
    export PKG_CONFIG_PATH := $(subst $(EMPTY) ,:,$(strip $(KEGS)))$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))
  endif
endif

.PHONY: help setup build demo page test checks examples survival bench docs sanitize release deb datasets python test-python clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
	  while IFS='|' read -r target text; do printf '  make %-11s %s\n' "$$target" "$$text"; done

setup: ## install what is missing (apt-get or brew) and check OpenBLAS
	@scripts/setup.sh

build: setup ## the release build of the twobin command
	swift build -c release --product twobin

demo: build ## plan the bundled synthetic shop: recommendations in out/demo
	$(TWOBIN) plan $(PLAN) --out $(OUT)
	@echo "The planner's page on it: $(TWOBIN) serve $(OUT)"

page: ## the files of the planner's page into the program (after a change in Sources/PlanServer/Page)
	scripts/embed_page.py

test: setup ## every Swift test
	swift test

checks: .venv/ready ## check what `make demo` wrote, the page in a browser, and the scripts of this repository
	@scripts/setup.sh --browser
	.venv/bin/python scripts/run_checks.py --twobin $(TWOBIN) --plan $(PLAN) --out $(OUT)

examples: build ## run the examples of the documentation and compare what they show (RECORD=--record writes them anew)
	scripts/check_examples.py --twobin $(TWOBIN) $(RECORD)

docs: setup ## documentation of the library in out/docs (DocC); a broken link stops it
	scripts/make_docs.sh out/docs

sanitize: setup ## ingestion, numeric core and engine under the address and thread sanitizer, and half a minute of damaged files a reader
	scripts/sanitize.sh

survival: build ## kill and disturb nights at hundreds of points (installs strace where apt-get can), then a week of nights
	@command -v strace >/dev/null || { command -v apt-get >/dev/null && $(AS_ROOT) apt-get install -y strace; } || true
	scripts/kill_night.py --twobin $(TWOBIN) --points 100 --record Benchmarks/results/kill_night.txt
	scripts/week_of_nights.py --twobin $(TWOBIN) --record Benchmarks/results/week_of_nights.txt

bench: setup ## benchmarks (a package of its own, Benchmarks/)
	cd Benchmarks && swift package benchmark

release: setup ## a binary that needs no Swift on the machine it runs on, with its checksum, in out/release
	@# The static Foundation of the HTTP server's library wants curl when it is linked.
	@dpkg-query -W libcurl4-openssl-dev >/dev/null 2>&1 || ! command -v apt-get >/dev/null || $(AS_ROOT) apt-get install -y -qq --no-install-recommends libcurl4-openssl-dev
	swift build -c release --static-swift-stdlib --product twobin --scratch-path .build/static
	mkdir -p out/release
	cp .build/static/release/twobin out/release/twobin
	strip out/release/twobin
	cd out/release && sha256sum twobin > twobin.sha256

deb: release ## a Debian package in out/release
	scripts/make_deb.sh

python: setup ## the Python package as one wheel for this platform, in out/python
	scripts/make_wheel.sh

test-python: python ## install the wheel into a new environment and test it, with the C test program
	@[ -n "$$TWOBIN_WITHOUT_SPARK" ] || scripts/setup.sh --java
	swift build -c release --product twobin
	scripts/test_python.sh

datasets: ## write the synthetic shop anew (the same bytes every time)
	python3 scripts/make_synthetic_shop.py

clean: ## remove build products and outputs
	rm -rf .build out .venv

# Python is used by the checks only, in an environment of its own.
.venv/ready: scripts/requirements-checks.txt
	rm -rf .venv
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r scripts/requirements-checks.txt
	touch $@
