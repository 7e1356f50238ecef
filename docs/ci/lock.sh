#!/bin/sh
# Lock the dependencies of docs2sdk, and what builds it, with the hashes of all their files: make requirements
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"$1" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet pip-tools
head -n 2 requirements.txt > "$tools/lock.txt"
"$tools/bin/pip-compile" --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --build-deps-for wheel \
  --output-file "$tools/new.txt" pyproject.toml
cat "$tools/new.txt" >> "$tools/lock.txt"
cp "$tools/lock.txt" requirements.txt
