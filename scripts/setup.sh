#!/usr/bin/env bash
# Installs what Twobin is built with and is not on this machine yet, and says what it does.
#
# Debian and Ubuntu: apt-get (through sudo unless root), after one `apt-get update`, and only when something is missing.
# macOS: Homebrew. Other systems: names what is missing and stops.
# Then checks that the compiler is recent enough and that OpenBLAS can be used from several threads at once.
# Runs in about a second and changes nothing when everything is there. Works with the bash 3.2 of macOS.
#
# With --browser it installs only what the check of the planner's page needs besides: Debian's chromium and its driver. Elsewhere, or
# where they cannot be installed, it says so and the check is skipped. With --java, only what the tests on Spark need: Debian's Java 17.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
minimum_swift_major=6
minimum_swift_minor=1

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    printf 'setup: error: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf 'setup:        %s\n' "$line" >&2; done
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        return 127
    fi
}

python_can_make_environments() { have python3 && python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

# --- Debian and Ubuntu -------------------------------------------------------------------------------------------

debian_has() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

setup_debian() {
    local missing="" package
    for package in libopenblas-dev liblapack-dev libsqlite3-dev zlib1g-dev libexpat1-dev libxlsxwriter-dev; do
        debian_has "$package" || missing="$missing $package"
    done
    have pkg-config || missing="$missing pkg-config"
    find_compiler || missing="$missing gcc libc6-dev"
    has_cxx_headers || missing="$missing g++"
    have python3 || missing="$missing python3"
    python_can_make_environments || missing="$missing python3-venv"
    missing=${missing# }
    [ -n "$missing" ] || return 0

    say "installing with apt-get: $missing"
    if [ "$(id -u)" != 0 ] && ! have sudo; then
        fail "these packages are missing, and this user is not root and has no sudo: $missing" \
            "Have an administrator run: apt-get install $missing"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
        say "apt-get update failed; trying with the package lists that are here"
    # shellcheck disable=SC2086  # a list of package names, split on purpose
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        fail "apt-get could not install: $missing" \
            "Its own message is above. Twobin cannot be built without them;" \
            "once they are installed by other means, run the same make command again."
}

# --- macOS -------------------------------------------------------------------------------------------------------

setup_macos() {
    if ! have brew; then
        macos_needs_nothing && return 0
        fail "Homebrew is needed to install OpenBLAS, and there is no brew command." \
            "Install Homebrew (https://brew.sh), then run the same make command again."
    fi
    local missing="" formula prefix
    for formula in openblas sqlite zlib expat libxlsxwriter; do
        brew list --versions "$formula" >/dev/null 2>&1 || missing="$missing $formula"
    done
    have pkg-config || missing="$missing pkg-config"
    missing=${missing# }
    if [ -n "$missing" ]; then
        say "installing with brew: $missing"
        # shellcheck disable=SC2086
        brew install --quiet $missing >&2 || fail "brew could not install: $missing" "Its own message is above."
    fi
    # These formulae are keg-only: pkg-config finds them only when it is told where they are (the Makefile does the same).
    for formula in openblas sqlite zlib expat libxlsxwriter; do
        prefix=$(brew --prefix "$formula")
        PKG_CONFIG_PATH="$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
    done
    export PKG_CONFIG_PATH
}

macos_needs_nothing() { have pkg-config && pkg-config --exists openblas; }

# --- Anything else -----------------------------------------------------------------------------------------------

setup_other() {
    local missing="" library
    have pkg-config || fail "pkg-config is missing; install it with this system's package manager."
    for library in openblas sqlite3 zlib expat xlsxwriter; do
        pkg-config --exists "$library" || missing="$missing $library"
    done
    [ -z "$missing" ] || fail "pkg-config does not find:$missing" \
        "Install the development files of OpenBLAS (with threads), SQLite, zlib, expat and libxlsxwriter with this system's package manager."
}

# --- Checks that hold everywhere ---------------------------------------------------------------------------------

find_compiler() {
    for compiler in "${CC:-cc}" gcc clang; do
        have "$compiler" && return 0
    done
    return 1
}

# TOMLKit is partly C++: the headers come with g++ (Swift's own clang++ uses them too).
has_cxx_headers() {
    have g++ && return 0
    have clang++ && printf '#include <string>\n' | clang++ -x c++ -fsyntax-only - >/dev/null 2>&1
}

check_swift() {
    have swift || fail "there is no swift command." \
        "Install Swift $minimum_swift_major.$minimum_swift_minor or later (https://www.swift.org/install) and put it on PATH."
    local text version major minor
    text=$(swift --version 2>&1 || true)
    version=$(printf '%s\n' "$text" | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "'swift --version' does not say its version; it printed:" "$text"
    major=${version%%.*}
    minor=${version#*.}
    if [ "$major" -lt "$minimum_swift_major" ] ||
        { [ "$major" -eq "$minimum_swift_major" ] && [ "$minor" -lt "$minimum_swift_minor" ]; }; then
        fail "Swift $version is too old: $minimum_swift_major.$minimum_swift_minor or later is needed (https://www.swift.org/install)."
    fi
}

check_openblas() {
    pkg-config --exists openblas || fail "OpenBLAS is missing: pkg-config does not know 'openblas'." \
        "Debian, Ubuntu: apt-get install libopenblas-dev. macOS: brew install openblas." \
        "For an OpenBLAS elsewhere, put the folder of its openblas.pc into PKG_CONFIG_PATH."
    find_compiler || fail "there is no C compiler (cc, gcc or clang) to check OpenBLAS with."

    local folder flags report
    folder=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$folder'" EXIT
    flags=$(pkg-config --cflags --libs openblas)
    # shellcheck disable=SC2086
    "$compiler" "$here/openblas_probe.c" $flags -o "$folder/probe" >"$folder/log" 2>&1 ||
        fail "OpenBLAS is registered with pkg-config, but a program cannot be linked with it ($flags):" "$(cat "$folder/log")"
    report=$("$folder/probe" 2>&1) ||
        fail "a program linked with OpenBLAS does not start:" "$report"
    case $report in
    parallel=0*)
        fail "this OpenBLAS is the serial kind, which gives wrong numbers when several threads call it: ${report#* }" \
            "Twobin fits batches of series on all cores and refuses it. Install the threaded kind:" \
            "  apt-get install libopenblas-pthread-dev libopenblas0-pthread" \
            "and, where the serial kind was chosen by hand, choose again:" \
            "  update-alternatives --config libopenblas.so.0-$(uname -m)-linux-gnu"
        ;;
    parallel=[12]*) ;;
    *) fail "OpenBLAS does not say how it was built; it printed: $report" ;;
    esac
}

setup_browser() {
    if have chromium && have chromedriver; then return 0; fi
    if ! { have dpkg-query && have apt-get; }; then
        say "no chromium with chromedriver here: the check of the page in a browser is skipped"
        return 0
    fi
    say "installing with apt-get for the check of the page: chromium chromium-driver"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null ||
        say "they could not be installed: the check of the page in a browser is skipped"
}

setup_java() {
    have java && return 0
    if ! { have dpkg-query && have apt-get; }; then
        say "no java here: the tests on Spark are skipped"
        return 0
    fi
    say "installing with apt-get for the tests on Spark: openjdk-17-jre-headless"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null ||
        say "it could not be installed: the tests on Spark are skipped"
}

case "${1:-}" in
--browser | --java)
    "setup_${1#--}"
    exit 0
    ;;
esac

case $(uname -s) in
Darwin) setup_macos ;;
Linux)
    if have dpkg-query && have apt-get; then setup_debian; else setup_other; fi
    ;;
*) setup_other ;;
esac
check_swift
check_openblas
say "everything needed is here"
