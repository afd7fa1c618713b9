#!/usr/bin/env bash
# Links TwobinC into one shared library that needs nothing of Swift, OpenBLAS, SQLite, zlib or expat on the machine it runs on.
#
#     scripts/build_c_library.sh out/python/libtwobin.so
#
# TWOBIN_BUILD=debug links the debug build. Linux only: it leans on the static libraries of Debian's -dev packages. Swift's own package
# manager links a dynamic product against the shared standard library; here the same objects are linked once more, statically, and only
# the functions of twobin.h stay visible, so that another OpenBLAS or SQLite in the process (numpy's, Python's) cannot get in the way.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target=${1:?name the library to write}
build=${TWOBIN_BUILD:-release}

[ "$(uname -s)" = Linux ] || { echo "build_c_library: Linux only" >&2; exit 1; }

swift build -c "$build" --product TwobinC --disable-index-store >&2
products=$(swift build -c "$build" --show-bin-path)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The linker takes the first library of a name that it finds: the archives.
openblas=$(pkg-config --variable=libdir openblas)
folders="$openblas /usr/lib/$(uname -m)-linux-gnu/openblas-pthread /usr/lib/$(uname -m)-linux-gnu /usr/lib64 /usr/lib"
for name in openblas z sqlite3 expat; do
    for folder in $folders; do
        if [ -e "$folder/lib$name.a" ]; then
            ln -s "$(readlink -f "$folder/lib$name.a")" "$work/lib$name.a"
            break
        fi
    done
    [ -e "$work/lib$name.a" ] || { echo "build_c_library: there is no lib$name.a; make setup installs it" >&2; exit 1; }
done
printf '{ global: tb_*; local: *; };\n' >"$work/exports"

mkdir -p "$(dirname "$target")"
gcc -c -O2 -fPIC -fno-builtin -o "$work/old_glibc.o" scripts/old_glibc.c
objects=("$work/old_glibc.o")
# Without the texts of other languages the library is 30 MB smaller.
static_swift="$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")/lib/swift_static/linux"
if scripts/trim_icu.py "$static_swift/lib_FoundationICU.a" "$work/icu_data.o" >&2; then
    objects+=("$work/icu_data.o")
else
    echo "build_c_library: all of ICU's data is linked" >&2
fi
# Archives that need one another; through -Xlinker, or swiftc would put them before what asks for them.
group=(--start-group -lFoundation -lFoundationInternationalization -lFoundationEssentials -l_FoundationICU -l_FoundationCShims
    -l_FoundationCollections -lCoreFoundation -lswiftSynchronization -lswift_StringProcessing -lswift_RegexParser -lswiftDispatch -lopenblas -lz
    -lsqlite3 -lexpat -lstdc++ -lm -lpthread -ldl --end-group --version-script="$work/exports" --gc-sections -z defs -soname=libtwobin.so)
arguments=()
for word in "${group[@]}"; do arguments+=(-Xlinker "$word"); done
swiftc -emit-library -static-stdlib -o "$work/libtwobin.so" "@$products/TwobinC.product/Objects.LinkFileList" "${objects[@]}" -L "$work" \
    "${arguments[@]}" >&2
[ "$build" = debug ] || strip "$work/libtwobin.so"
mv "$work/libtwobin.so" "$target"
