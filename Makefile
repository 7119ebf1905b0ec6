# The commands of the project. `make run` and `make test` need Debian 12, rustup's stable Rust, Node 20, gcc and make; they fetch
# the rest themselves (as root, or with sudo), or say exactly what to install.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO_BIN := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin
export PATH := $(CARGO_BIN):$(PATH)
# Pages of the executable that is shipped keep their types: `.cargo/config.toml` erases them, for builds that are quick.
release bench oracle screenshots: export RUSTFLAGS :=
# The journeys run on the executable that the tests are built with; `make bench` and `make screenshots` on that of `make release`.
test: export TERREAU_BIN := ../target/debug/terreau
# What the browser runs, a crate and a module each.
MODULES := live draft receipt
WASM_BINDGEN := $(shell awk '/^name = "wasm-bindgen"$$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Tools that run for a second are not worth minutes of optimising; what they are made of is compiled once for all of them.
INSTALL_TOOL := CARGO_TARGET_DIR=target/tools CARGO_PROFILE_DEV_DEBUG=0 cargo install --debug

.PHONY: help run dev dev-once checked built check lint-ts docs test bench oracle soak fuzz screenshots deny advisories hooks clean site wasm release tools-format tools-wasm tools-node tools-end2end tools-browser tools-postgres tools-oracle tools-mail tools-storage tools-deny

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: release ## Builds what is missing and starts the demonstration on http://127.0.0.1:3000
	exec target/release/terreau serve --demo

release: site
	cargo build --release -p app --bin terreau --locked

# Scripts and styles, named by their content and compressed, for the executable to take in.
site: tools-node wasm
	node style/build.mjs --require-wasm

# One invocation, so that what the modules share is compiled once.
wasm: tools-wasm
	cargo build $(MODULES:%=-p %) --lib --target wasm32-unknown-unknown --profile wasm-release --locked
	for module in $(MODULES); do wasm-bindgen --target web --no-typescript --out-dir target/wasm-bindgen target/wasm32-unknown-unknown/wasm-release/$$module.wasm; done

dev: tools-wasm tools-node ## Rebuilds and restarts the demonstration at each change, and reloads the browser (http://127.0.0.1:3000)
	@command -v entr > /dev/null || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q entr; }
	node style/reload.mjs 3000 3001 & trap "kill $$!" EXIT; while :; do find $(SOURCES) -type f | entr -dnr $(MAKE) --no-print-directory dev-once || [ $$? = 2 ] || break; done

SOURCES := app/src app/build.rs app/texts app/wording/src app/browser entity/src server/src server/campaigns server/reference migration/src style/*.css style/ui style/page style/*.svg style/build.mjs
BROWSER := $(shell find app/browser app/wording -name '*.rs' -o -name Cargo.toml)

# Scripts are built again only when what they are made of changed: it takes most of a minute.
dev-once: target/wasm-bindgen/live_bg.wasm
	node style/build.mjs --require-wasm > /dev/null
	exec cargo run -p app --bin terreau -- serve --demo --listen 127.0.0.1:3001 --base-url http://127.0.0.1:3000

target/wasm-bindgen/live_bg.wasm: $(BROWSER)
	$(MAKE) --no-print-directory wasm

check: lint-ts tools-format ## Format and lints: what to run before committing
	cargo fmt --all --check
	leptosfmt --check --quiet app/src app/browser
	node .ci/house.mjs
	cargo clippy --workspace --all-targets --locked -- -D warnings

lint-ts: tools-end2end ## Types, lints and format of the scripts in end2end, style and .ci
	end2end/node_modules/.bin/biome check --error-on-warnings
	cd end2end && npx tsc

# With the examples, so that dependencies have the features of the tests and are those that clippy has checked.
docs: ## The documentation of the code, in target/doc; a link that leads nowhere is an error
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --lib --bins --examples --no-deps --document-private-items --locked

test: tools-browser tools-format tools-mail tools-node tools-postgres tools-wasm ## Everything: format, lints, documentation, tests on both databases, browser journeys
	$(MAKE) --no-print-directory -j2 checked built
	cd end2end && npx playwright test
	cd end2end && ./postgres.sh run npx playwright test campaign identity live money office officer proconnect restart storage writing --grep-invert @provider
	end2end/postgres.sh run cargo test --workspace --tests --locked

# Two chains side by side, for the two cores of a small machine: cargo waits for itself only where both use one folder.
checked: check docs tools-storage
built: site
	cargo test --workspace --tests --no-run --locked

bench: release tools-browser tools-postgres tools-oracle ## Figures: speed at 1,000 to 100,000 needs, memory, bytes of a visit, size of the browser part, speed of the count
	@command -v wrk > /dev/null || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q wrk; }
	cargo build --release -p server --examples --locked
	cd end2end && npx playwright test --config bench.config.ts
	cd end2end && ./postgres.sh run npx playwright test --config bench.config.ts
	cargo build --release -p entity --examples --locked
	target/oracle/bin/python end2end/oracle/bench.py target/release/examples/count

oracle: tools-oracle ## Counts 10,000 random elections beside pabutools (ELECTIONS=folder: also the published ones of a folder), and checks 1,000 archives with a second verifier
	cargo build --release -p entity --examples --locked
	target/oracle/bin/python end2end/oracle/oracle.py target/release/examples/count
	$(if $(ELECTIONS),target/oracle/bin/python end2end/oracle/oracle.py target/release/examples/count --folder $(ELECTIONS))
	rm -rf target/archives && target/release/examples/archives target/archives 1000 $$RANDOM
	target/oracle/bin/python end2end/oracle/verify.py target/archives/* | tail -1

soak: tools-postgres tools-mail ## Cuts the power 200 times in the middle of a vote; sends each act 64 times at once, 200 times, through two servers; hands a mailing to every collectivité to a real mail server
	TERREAU_SOAK_ROUNDS=200 cargo test -p app --test it --locked after_power_cuts
	TERREAU_SOAK_ROUNDS=200 end2end/postgres.sh run cargo test -p server --test it --locked once::
	TERREAU_SOAK_MAILS=1 end2end/postgres.sh run cargo test -p server --test it --locked every_collectivity_is_written_to_once -- --nocapture

fuzz: ## Feeds malformed Pabulib files to the reader and the count, and malformed SIRET, addresses and codes to theirs, ten minutes each (needs cargo-fuzz; installs it)
	@command -v cargo-fuzz > /dev/null || cargo install --locked cargo-fuzz
	cd entity/fuzz && mkdir -p corpus && RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir . pabulib corpus seeds -- -max_total_time=$${FUZZ_SECONDS:-600} -max_len=4096
	cd entity/fuzz && mkdir -p corpus-outside && RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir . outside corpus-outside -- -max_total_time=$${FUZZ_SECONDS:-600} -max_len=300

screenshots: release tools-browser ## Pictures of the main pages, at phone and desktop width, in end2end/output/screenshots
	cd end2end && npx playwright test --config screenshots.config.ts

deny: tools-deny ## Licences and sources of all dependencies (installs cargo-deny)
	cargo deny check licenses bans sources

advisories: tools-deny ## Known faults of all dependencies (fetches the advisory database from GitHub)
	cargo deny check advisories

hooks: ## Has git run make check before each push of this clone (git config --unset core.hooksPath ends it)
	git config core.hooksPath .hooks

clean: ## Removes what was built
	cargo clean
	rm -rf style/node_modules end2end/node_modules end2end/output

tools-format:
	@[ "$$(leptosfmt --version 2> /dev/null)" = "leptosfmt 0.1.33" ] || $(INSTALL_TOOL) --locked leptosfmt --version 0.1.33

tools-wasm:
	@rustup target list --installed | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
	@[ "$$(wasm-bindgen --version 2> /dev/null)" = "wasm-bindgen $(WASM_BINDGEN)" ] || $(INSTALL_TOOL) --bin wasm-bindgen wasm-bindgen-cli --version $(WASM_BINDGEN)

tools-node:
	@command -v node > /dev/null || { echo 'Node 20 is missing: install it first.'; exit 1; }
	@[ style/node_modules/.package-lock.json -nt style/package-lock.json ] || (cd style && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)

tools-browser: tools-end2end
	@command -v chromium-headless-shell > /dev/null || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium-headless-shell; }

tools-end2end:
	@command -v node > /dev/null || { echo 'Node 20 is missing: install it first.'; exit 1; }
	@[ end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ] || (cd end2end && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)

tools-postgres:
	@ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q postgresql; }

tools-mail:
	@python3 -c 'import venv, ensurepip' 2> /dev/null || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv; }
	@[ -e target/mail/done ] || (python3 -m venv target/mail && target/mail/bin/pip install -q aiosmtpd==1.4.6 && touch target/mail/done)

tools-storage:
	@[ -x target/s3s/bin/s3s-fs ] || $(INSTALL_TOOL) --locked s3s-fs --version 0.14.1 --features binary --root target/s3s

tools-deny:
	@command -v cargo-deny > /dev/null || cargo install --locked cargo-deny

tools-oracle:
	@python3 -c 'import venv, ensurepip' 2> /dev/null || { $(ROOT) apt-get update -q && $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv; }
	@[ target/oracle/done -nt end2end/oracle/requirements.txt ] || (python3 -m venv target/oracle && target/oracle/bin/pip install -q -r end2end/oracle/requirements.txt && touch target/oracle/done)
