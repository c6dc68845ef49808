#!/usr/bin/env bash
# Provides sitemap-submit for the action and sets the output `path`: the given binary, a release whose
# checksum is known, or a build from this commit.
set -euo pipefail

: "${GITHUB_ACTION_PATH:?}" "${GITHUB_OUTPUT:?}" "${RUNNER_TEMP:?}"
readonly folder=$RUNNER_TEMP/sitemap-submit

# The message may contain user input, which must not be interpreted as a workflow command.
fail() {
    local message="$*"
    message=${message//'%'/%25}
    message=${message//$'\r'/%0D}
    message=${message//$'\n'/%0A}
    echo "::error title=sitemap-submit::$message"
    exit 1
}

found() {
    "$1" --version
    echo "path=$1" >> "$GITHUB_OUTPUT"
    exit 0
}

if [[ ${INPUT_BINARY:-} ]]; then
    [[ $INPUT_BINARY != *$'\n'* && -x $INPUT_BINARY && -f $INPUT_BINARY ]] || fail "binary: $INPUT_BINARY is not an executable file"
    found "$(cd "$(dirname "$INPUT_BINARY")" && pwd)/$(basename "$INPUT_BINARY")"
fi

case "${RUNNER_OS:-Linux}-${RUNNER_ARCH:-X64}" in
    Linux-X64) target=x86_64-unknown-linux-gnu ;;
    Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) target=none ;;
esac
program=sitemap-submit
[[ $target == *windows* ]] && program=sitemap-submit.exe

# The requested version and its checksum, by default those of release.txt.
readonly list=$GITHUB_ACTION_PATH/action/release.txt
if [[ ${INPUT_VERSION:-} ]]; then
    version=$INPUT_VERSION
    checksum=${INPUT_CHECKSUM:-}
    [[ $checksum ]] || fail "version: needs the input checksum, the SHA-256 of its archive"
else
    [[ -z ${INPUT_CHECKSUM:-} ]] || fail "checksum: needs the input version, the release that it belongs to"
    version=$(sed -n 's/^version //p' "$list")
    checksum=$(sed -n "s/^\([0-9a-f]*\) $target\$/\1/p" "$list")
fi

# A requested version is never replaced by a build.
[[ -z ${INPUT_VERSION:-} || ${ACTION_REPOSITORY:-} ]] ||
    fail "version: an action used by path has no repository to download release $version from; set SITEMAP_SUBMIT_REPOSITORY"
if [[ -z $version || -z ${ACTION_REPOSITORY:-} ]]; then
    echo "No release to download: building sitemap-submit from this commit."
    cargo build --release --locked --bin sitemap-submit \
        --manifest-path "$GITHUB_ACTION_PATH/Cargo.toml" --target-dir "$folder/target"
    found "$folder/target/release/$program"
fi

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "version: $version is not a version such as 1.2.3"
[[ $checksum =~ ^[0-9a-f]{64}$ ]] || fail "release $version has no known checksum for $target"

readonly archive=sitemap-submit-$version-$target.tar.gz
mkdir -p "$folder"
# Use file names without a folder from here on: on Windows, sha256sum escapes paths that contain a
# backslash, and tar reads the part before a colon as a host name.
cd "$folder"
curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 5 --max-time 300 \
    --output "$archive" -- \
    "${GITHUB_SERVER_URL:-https://github.com}/$ACTION_REPOSITORY/releases/download/v$version/$archive" ||
    fail "$archive could not be downloaded"
sum=$( (sha256sum 2> /dev/null < "$archive" || shasum -a 256 < "$archive") | cut -d ' ' -f 1)
[[ $sum == "$checksum" ]] || fail "$archive has SHA-256 $sum instead of $checksum: it was not run"
if command -v gh > /dev/null && [[ ${GH_TOKEN:-} ]]; then
    gh attestation verify "$archive" --repo "$ACTION_REPOSITORY" \
        --signer-workflow "$ACTION_REPOSITORY/.github/workflows/release.yml" ||
        fail "$archive was not built by the release workflow of $ACTION_REPOSITORY"
fi
tar -xzf "$archive"
found "$PWD/$program"
