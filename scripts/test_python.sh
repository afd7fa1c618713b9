#!/usr/bin/env bash
# Installs the wheel into a new environment, and runs the tests of the package and the C test program against it.
#
#     scripts/test_python.sh [arguments of pytest]
#
# Spark is tested where there is Java; TWOBIN_WITHOUT_SPARK=1 leaves it and its 400 MB out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=out/python
wheel=$(ls "$out"/twobin-*.whl)
requirements=$out/requirements.txt
cp python/tests/requirements.txt "$requirements"
if [ -z "${TWOBIN_WITHOUT_SPARK:-}" ] && command -v java >/dev/null; then cat python/tests/requirements-spark.txt >>"$requirements"; fi
environment=$out/test-environment

# The packages of others stay while their list does; the wheel is installed anew.
if ! cmp -s "$requirements" "$environment/requirements.txt"; then
    rm -rf "$environment"
    python3 -m venv "$environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$environment/requirements.txt"
fi
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"

gcc -std=c11 -Wall -Wextra -Werror -ISources/CTwobin/include -o "$out/c-program" Tests/TwobinCTests/Program/forecast.c "$out/libtwobin.so" \
    -Wl,-rpath,"$PWD/$out"
"$out/c-program"

# From a folder without the sources, so that the installed package is what is tested.
command=$PWD/.build/release/twobin
[ -x "$command" ] || command=$PWD/.build/debug/twobin
cd python/tests
TWOBIN_COMMAND=${TWOBIN_COMMAND:-$command} "../../$environment/bin/python" -m pytest -q "$@"
