#!/usr/bin/env bash
# Starts or stops the fixtures of the action's test: the binary, and on loopback a site with a valid
# and an invalid sitemap and an emulated Search Console. Sets their locations as step outputs.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly folder=${RUNNER_TEMP:?}/outside
mkdir -p "$folder/site"

if [[ $1 == stop ]]; then
    xargs -r kill < "$folder/processes" || true
    exit 0
fi

cargo build --locked --workspace --bin sitemap-submit --bin search-console-emulator
target=$(cargo metadata --locked --no-deps --format-version 1 |
    sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')/debug

setsid python3 -u -m http.server --bind 127.0.0.1 --directory "$folder/site" 0 > "$folder/site.log" 2>&1 &
echo $! > "$folder/processes"

# Waits until log $1 contains a line that matches $2, and prints the part that matches $3.
said() {
    for _ in {1..100}; do
        if grep -so "$2" "$1" | head -1 | grep -o "$3"; then
            return
        fi
        sleep 0.1
    done
    cat "$1" >&2
    return 1
}
site=http://127.0.0.1:$(said "$folder/site.log" 'port [0-9]*' '[0-9]*')
setsid "$target/search-console-emulator" --property "$site/" > "$folder/emulator.log" 2>&1 &
echo $! >> "$folder/processes"
emulator=$(said "$folder/emulator.log" 'HOST=.*' '[0-9.]*:[0-9]*')
key=$(said "$folder/emulator.log" "CREDENTIALS='.*'" '/[^'"'"']*')

sitemap() {
    echo '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    printf '<url><loc>%s</loc></url>\n' "$@"
    echo '</urlset>'
}
sitemap "$site/" "$site/about" > "$folder/site/good.xml"
sitemap "/contact" "/about" > "$folder/site/bad.xml"

{
    echo "site=$site"
    echo "emulator=$emulator"
    echo "credentials-json=$(tr -d '\n' < "$key")"
    echo "binary=$target/sitemap-submit"
} >> "$GITHUB_OUTPUT"
