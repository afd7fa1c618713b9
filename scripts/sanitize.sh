#!/usr/bin/env bash
# The suites of ingestion, the numeric core and the engine under the address and the thread sanitizer, and every reader on damaged files for half a
# minute. Each sanitizer has a build of its own (.build/address, .build/thread). Usage: scripts/sanitize.sh [address|thread|fuzz ...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
suites='SalesIngestionTests|NumericCoreTests|PlanEngineTests'
for part in "${@:-address thread fuzz}"; do
  for kind in $part; do
    echo "== $kind"
    case "$kind" in
      # OpenBLAS and the C library leave memory to the end of the process.
      address) ASAN_OPTIONS=detect_leaks=0 swift test --sanitize address --scratch-path .build/address --filter "$suites" ;;
      # OpenBLAS is not built for the sanitizer: what its own threads do is not looked at.
      thread) TSAN_OPTIONS="halt_on_error=1 ignore_noninstrumented_modules=1" OPENBLAS_NUM_THREADS=1 \
        swift test --sanitize thread --scratch-path .build/thread --filter "$suites" ;;
      fuzz) TWOBIN_FUZZ_SECONDS="${TWOBIN_FUZZ_SECONDS:-30}" swift test --filter ReaderFuzzTests ;;
      *) echo "no such part: $kind (address, thread, fuzz)" >&2; exit 64 ;;
    esac
  done
done
