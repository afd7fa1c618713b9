// Vector types and the runtime dispatch shared by the kernels.
#ifndef TWOBIN_LANES_H
#define TWOBIN_LANES_H

#include "include/CSmoothing.h"

// Results must not depend on whether the processor has fused multiply-add.
#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64)));

// The thread sanitizer has not begun when the loader asks which version of a function is to be taken.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TWOBIN_ONE_VERSION
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(TWOBIN_ONE_VERSION)
#define TWOBIN_DISPATCH __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define TWOBIN_DISPATCH
#endif

#define TWOBIN_INLINE static inline __attribute__((always_inline))

typedef int64_t whole_lanes __attribute__((vector_size(64)));

// exp by 2^n exp(r), |r| <= log(2) / 2, and thirteen terms of the series: within a few units of the last place. For -700 ... 700.
// (Vectors are not passed by value: how that is done depends on the processor.)
TWOBIN_INLINE void exponential(lanes *value)
{
    lanes x = *value;
    const double shift = 0x1.8p52;
    lanes shifted = x * 1.4426950408889634 + shift, n = shifted - shift;
    lanes r = x - n * 0x1.62e42fee00000p-1 - n * 0x1.a39ef35793c76p-33;
    static const double inverse[] = {
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
        1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
    };
    lanes sum = r * 0.0 + inverse[13];
    for (int k = 12; k >= 0; k--) sum = sum * r + inverse[k];
    whole_lanes power = ((whole_lanes)shifted + 1023) << 52;
    *value = sum * (lanes)power;
}

// log of positive normal numbers by log(2^n f), sqrt(1/2) <= f < sqrt(2), and the series of artanh: within a few units of the last place.
TWOBIN_INLINE void logarithm(lanes *value)
{
    whole_lanes bits = (whole_lanes)*value, n = (bits - 0x3fe6a09e667f3bcd) >> 52;
    lanes f = (lanes)(bits - (n << 52)), power = (lanes)(n + 0x4338000000000000) - 0x1.8p52;
    lanes s = (f - 1) / (f + 1), z = s * s;
    static const double odd[] = {2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
    lanes sum = z * 0.0 + odd[9];
    for (int k = 8; k >= 0; k--) sum = sum * z + odd[k];
    *value = power * 0x1.62e42fee00000p-1 + (2 * s + (s * z * sum + power * 0x1.a39ef35793c76p-33));
}

#endif
