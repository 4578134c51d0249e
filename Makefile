# demo and test do all their own set-up; `make help` lists the rest.
SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c

# Generic types are made by calls: by their names, the runtime looks up which type conforms to what, at every start.
BUILD = swift build -c release --static-swift-stdlib --product nabla \
  -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors \
  -Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs \
  -Xlinker -s -Xlinker --no-export-dynamic -Xlinker --icf=safe
NABLA = .build/release/nabla
PREFIX ?= /usr/local
SOURCES = Sources Tests Fuzz/Sources Fuzz/Package.swift Benchmarks/Benchmarks \
  Benchmarks/Package.swift Package.swift

.PHONY: demo test build install uninstall dist setup lint format interop simulate sanitize fuzz bench bench-engine bench-check bench-record help

demo: build ## Prove the assignments, grade the samples, show scores and reports.
	@$(NABLA) check $(notdir $(wildcard assignments/*))
	@echo
	@$(NABLA) grade submissions/convnet-layers/as-derived || true
	@echo
	@$(NABLA) grade submissions --secret-file submissions/samples.secret 2>/dev/null
	@echo
	@$(NABLA) scores --assignment convnet-layers --student as-derived
	@echo
	@echo "The command is $(NABLA), the scores are in gradebook.sqlite, the JUnit reports are:"
	@ls reports/*/*.xml

test: setup ## Run every test.
	swift test --disable-xctest --parallel

build: setup ## Build the command.
	@echo "building: a minute or two the first time"
	@if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; \
	  $(BUILD) $$quiet 2>&1 | { grep -v mktemp || true; }

install: build ## Install the command, its completions and its documentation below PREFIX (/usr/local).
	@stage=$$(mktemp -d) && sh Scripts/stage.sh $(NABLA) $$stage && \
	  install -d "$(DESTDIR)$(PREFIX)" && cp -r $$stage/. "$(DESTDIR)$(PREFIX)" && rm -rf $$stage
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/nabla"

uninstall: ## Remove what install has put there.
	rm -f "$(DESTDIR)$(PREFIX)/bin/nabla" \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/nabla" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_nabla" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/nabla.fish"
	rm -rf "$(DESTDIR)$(PREFIX)/share/doc/nabla"

dist: build ## Pack an archive and a Debian package into dist/.
	@sh Scripts/dist.sh $(NABLA) dist

setup:
	@sh Scripts/setup.sh

lint: ## Check the formatting.
	swift format lint --strict --recursive $(SOURCES)

format: ## Format the sources.
	swift format format --in-place --recursive $(SOURCES)

interop: build ## Check against outside programs from a package index.
	@sh Scripts/interop.sh $(abspath $(NABLA))

simulate: build ## Grade simulated students: honest ones, those who slip, those who cheat.
	@sh Scripts/interop.sh $(abspath $(NABLA)) >/dev/null
	@for kind in honest slips cheats; do \
	  .build-interop/bin/python Tests/Simulator/simulate.py $(abspath $(NABLA)) $$kind; done

sanitize: setup ## Run what works on several threads with the thread sanitizer.
	swift test --disable-xctest --scratch-path .build-sanitize --sanitize=thread \
	  --filter "ConcurrencyTests|OutputFileTests|JUnitReportTests"

fuzz: setup ## Fuzz each kind of input for MINUTES (1 unless said).
	@sh Scripts/fuzz.sh $(or $(MINUTES),1)

bench: build ## Measure side by side with Python and numpy.
	@python3 Benchmarks/compare.py $(NABLA)

bench-engine: setup ## Measure the parts of the engine one by one.
	cd Benchmarks && swift package --scratch-path .build-bench --disable-sandbox benchmark

bench-check: build ## Compare instruction counts with those on record.
	@python3 Benchmarks/instructions.py $(NABLA) --check

bench-record: build ## Write instruction counts down.
	@python3 Benchmarks/instructions.py $(NABLA) --record

help: ## List the targets.
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'
