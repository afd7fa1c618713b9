#!/usr/bin/env bash
# Documentation of the library: one DocC archive per public target in a folder, which a link to nothing stops; before that, the
# examples in doc comments are compiled.
# docc is part of the Swift toolchain. Usage: scripts/make_docs.sh [out/docs]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out="${1:-out/docs}"
command -v docc > /dev/null || { echo "docc is missing: it comes with the Swift toolchain (swift.org), version 6.1 or later" >&2; exit 1; }
targets=(DemandModel NumericCore DemandForecasting ReorderPolicies InventoryTheory SalesIngestion CustomerBackorders PlanEngine)
triple="$(swift -print-target-info | sed -n 's/.*"unversionedTriple" *: *"\([^"]*\)".*/\1/p' | head -1)"
swift build --disable-index-store
products="$(swift build --disable-index-store --show-bin-path)"
scripts/check_doc_examples.py --modules "$products/Modules"
flags=()
for folder in Sources/C*/; do
  for map in "$folder"module.modulemap "$folder"include/module.modulemap; do
    if [ -f "$map" ]; then flags+=(-Xcc "-fmodule-map-file=$map"); fi
  done
  if [ -d "${folder}include" ]; then flags+=(-I "${folder}include"); fi
  generated="$products/$(basename "$folder").build/module.modulemap"
  if [ -f "$generated" ]; then flags+=(-Xcc "-fmodule-map-file=$generated"); fi
done
graphs="$(mktemp -d)"
trap 'rm -rf "$graphs"' EXIT
mkdir -p "$out"
for target in "${targets[@]}"; do
  mkdir -p "$graphs/$target"
  swift symbolgraph-extract -module-name "$target" -target "$triple" -I "$products/Modules" "${flags[@]}" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$graphs/$target"
  rm -rf "$out/$target.doccarchive"
  # docc only warns of a link to nothing. Parameters that a comment leaves out are those whose names say it all: no fault.
  said="$(docc convert --additional-symbol-graph-dir "$graphs/$target" --fallback-display-name "$target" \
    --fallback-bundle-identifier "twobin.$target" --output-path "$out/$target.doccarchive" 2>&1)" || { echo "$said" >&2; exit 1; }
  faults="$(grep -E '^(warning|error):' -A 2 <<< "$said" | grep -v -- '^--' | paste - - - | grep -v 'is missing documentation' || true)"
  if [ -n "$faults" ]; then echo "$faults" >&2; exit 1; fi
  echo "$target: $out/$target.doccarchive"
done
