#ifndef TWOBIN_CSHA256_H
#define TWOBIN_CSHA256_H
#include <stddef.h>
#include <stdint.h>

/// Hashes whole 64-byte blocks into the eight words of a SHA-256 state with the instructions the processor has for it.
/// Returns 0, and does nothing, where the processor has none.
int twobin_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks);

#endif
