// Vector types and the runtime dispatch shared by the kernels.
#ifndef TWOBIN_LANES_H
#define TWOBIN_LANES_H

#include "include/CSmoothing.h"

// Results must not depend on whether the processor has fused multiply-add.
#pragma STDC FP_CONTRACT OFF

typedef double lanes __attribute__((vector_size(64)));

#if defined(__x86_64__) && defined(__linux__)
#define TWOBIN_DISPATCH __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define TWOBIN_DISPATCH
#endif

#define TWOBIN_INLINE static inline __attribute__((always_inline))

#endif
