# Shortcuts; each is a plain command that also works without just.

# Lists the recipes.
default:
    @just --list

# Submits a sitemap to an emulated Search Console on loopback.
demo:
    cargo demo

# Runs all tests.
test:
    cargo test --workspace --locked

# Runs clippy; warnings are errors.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Formats the code.
fmt:
    cargo fmt --all

# Builds the API documentation; warnings are errors.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Checks licences, bans and sources of the dependencies, and that only one TLS stack is linked.
deny:
    $(scripts/cargo-tools)/cargo-deny --locked check bans licenses sources
    scripts/check-one-tls-stack

# Runs all checks required before a change lands, and lists those that could not run.
ci:
    .ci/run

# Builds the static binary and runs it in an empty chroot (needs root).
static:
    scripts/static-build
    scripts/check-static

# Compares the validator with the bare XML reader and with other sitemap parsers.
bench:
    scripts/bench-validator

# Compares a complete submission with Google's Python client.
bench-submission:
    scripts/bench-submission

# Fuzzes each parser for one minute.
fuzz:
    scripts/fuzz

# Runs the validator on input that is designed to exhaust it.
bombs:
    scripts/check-bombs

# Compares a session through mcp-supervisor with one over a direct pipe.
bench-supervisor:
    scripts/bench-supervisor

# Checks SARIF and JUnit reports with schemas and parsers from PyPI.
report-formats:
    scripts/check-report-formats

# Tests mcp-supervisor with third-party servers and clients from PyPI and npm.
real-servers:
    scripts/real-servers

# Compares the outcome of 1,000 runs under random faults with the emulator's record.
chaos:
    scripts/chaos

# Regenerates the documents that are generated from code.
docs-update:
    UPDATE_DOCS=1 cargo test --workspace --locked
