# Shorthands; each is a plain command that works without just.

# Lists what can be done.
default:
    @just --list

# Submits a sitemap to an emulated Search Console on loopback.
demo:
    cargo demo

# Runs all tests.
test:
    cargo test --workspace --locked

# Looks for lints; warnings are errors.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Formats the code.
fmt:
    cargo fmt --all

# Builds the documentation of the code; warnings are errors.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Checks licences, bans and sources of the dependencies, and that there is one TLS stack.
deny:
    cargo deny --locked check bans licenses sources
    scripts/check-one-tls-stack

# Runs what must hold before a change lands, and says what it could not run.
ci:
    .ci/run

# Builds the static binary, and runs it in an empty chroot (needs root).
static:
    scripts/static-build
    scripts/check-static

# Compares the validator with the bare XML reader, and with others that read sitemaps.
bench:
    scripts/bench-validator

# Compares a whole submission with Google's Python client.
bench-submission:
    scripts/bench-submission

# Feeds arbitrary bytes to each parser, a minute each.
fuzz:
    scripts/fuzz

# Gives the validator what is made to exhaust it.
bombs:
    scripts/check-bombs

# Compares a session through mcp-supervisor with one on a direct pipe.
bench-supervisor:
    scripts/bench-supervisor

# Holds SARIF and JUnit reports to those who read them, from PyPI.
report-formats:
    scripts/check-report-formats

# Tries mcp-supervisor with servers and clients of others, from PyPI and npm.
real-servers:
    scripts/real-servers

# Compares a thousand runs under random faults with what was recorded.
chaos:
    scripts/chaos

# Renews the documents that are generated from the code.
docs-update:
    UPDATE_DOCS=1 cargo test --workspace --locked
