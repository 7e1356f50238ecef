#!/bin/sh
# Install docs2sdk from the checkout that contains this file into a new folder: sh docs/ci/install.sh FOLDER
#
# Nothing in the working folder runs: it may be a checkout of foreign pages, with a pip.py or a sitecustomize.py.  FOLDER becomes
# a virtual environment with the packages of requirements.txt, and FOLDER/bin/docs2sdk starts Python with -I.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11) and "docs2sdk needs Python 3.11 or later")'
python3 -I -m venv "$folder"
install() { "$folder/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-input "$@"; }
install --require-hashes --only-binary :all: --requirement requirements.txt
install --no-deps --no-build-isolation .
printf '#!/bin/sh\nexec "%s/bin/python" -I -m docs2sdk "$@"\n' "$folder" > "$folder/bin/docs2sdk"
