#ifndef TWOBIN_CRECORDSCAN_H
#define TWOBIN_CRECORDSCAN_H
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// The bytes of 64 that may end a field, as bits from the lowest: the delimiter, and those below 0x0E (line ends, zero, and some that mean nothing).
///
/// Sets of bytes as bits of a word after G. Langdale and D. Lemire, Parsing gigabytes of JSON per second, VLDB Journal 28 (2019), section 3.1.
static inline uint64_t twobin_field_ends(const uint8_t *bytes, uint8_t delimiter) {
#if defined(__SSE2__)
    const __m128i mark = _mm_set1_epi8((char)delimiter), low = _mm_set1_epi8(0x0D);
    uint64_t found = 0;
    for (int piece = 0; piece < 4; piece++) {
        const __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * piece));
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(some, mark), _mm_cmpeq_epi8(_mm_min_epu8(some, low), some));
        found |= (uint64_t)(uint16_t)_mm_movemask_epi8(ends) << (16 * piece);
    }
    return found;
#elif defined(__ARM_NEON) && defined(__aarch64__)
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t mark = vdupq_n_u8(delimiter), low = vdupq_n_u8(0x0D), bit = vld1q_u8(places);
    uint8x16_t ends[4];
    for (int piece = 0; piece < 4; piece++) {
        const uint8x16_t some = vld1q_u8(bytes + 16 * piece);
        ends[piece] = vandq_u8(vorrq_u8(vceqq_u8(some, mark), vcleq_u8(some, low)), bit);
    }
    const uint8x16_t pairs = vpaddq_u8(vpaddq_u8(ends[0], ends[1]), vpaddq_u8(ends[2], ends[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
#else
    uint64_t found = 0;
    for (int place = 0; place < 64; place++) found |= (uint64_t)(bytes[place] == delimiter || bytes[place] <= 0x0D) << place;
    return found;
#endif
}

#endif
