#!/usr/bin/env bash
# Builds the Python package as one wheel for every Python 3 of this platform: out/python/twobin-VERSION-py3-none-manylinux_..._ARCH.whl
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=out/python
mkdir -p "$out"
scripts/build_c_library.sh "$out/libtwobin.so"

# The tag says which C library is needed at least: the newest symbol version that is asked for.
glibc=$(objdump -T "$out/libtwobin.so" | grep -o 'GLIBC_2\.[0-9]*' | sort -t. -k2 -n -u | tail -n 1)
platform="manylinux_${glibc#GLIBC_}_$(uname -m)"
platform=${platform/./_}

# The environment the wheel is built in; setuptools alone.
if [ ! -e "$out/build-environment/ready" ]; then
    python3 -m venv "$out/build-environment"
    "$out/build-environment/bin/python" -m pip install --quiet --disable-pip-version-check "setuptools>=70.1"
    touch "$out/build-environment/ready"
fi
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -r python/. "$stage/"
rm -rf "$stage/tests" "$stage/build" "$stage"/*.egg-info
find "$stage" -name __pycache__ -prune -exec rm -rf {} +
cp "$out/libtwobin.so" "$stage/twobin/libtwobin.so"
rm -f "$out"/twobin-*.whl
TWOBIN_WHEEL_PLATFORM=$platform "$out/build-environment/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps \
    --no-build-isolation --wheel-dir "$out" "$stage"
ls "$out"/twobin-*.whl
