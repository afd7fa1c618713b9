// From the products of the initial state's design to Cholesky factors, eight matrices at a time: one in each lane.
#ifndef TWOBIN_TRIANGLES_H
#define TWOBIN_TRIANGLES_H

#include "lanes.h"

// Lower triangle, packed: row i, column j <= i.
#define AT(i, j) ((ptrdiff_t)(i) * ((i) + 1) / 2 + (j))

typedef int64_t marks __attribute__((vector_size(64)));

#ifdef __has_builtin
#if __has_builtin(__builtin_elementwise_sqrt)
#define ROOTS(x) x = __builtin_elementwise_sqrt(x)
#endif
#endif
#ifndef ROOTS
#define ROOTS(x) for (int lane = 0; lane < TWOBIN_GROUP; lane++) x[lane] = __builtin_sqrt(x[lane])
#endif

// The products in the free entries (the last season is less the sum of the others), and the prior on top.
TWOBIN_INLINE void reduce(const lanes *work, int trend, int m, double slope_precision, double season_precision, lanes *matrix)
{
    const lanes *level = work + 3, *slope = level + m, *slots = slope + m;
    matrix[0] = work[0];
    if (trend) {
        matrix[AT(1, 0)] = work[1];
        matrix[AT(1, 1)] = work[2] + slope_precision;
    }
    int last = m - 1, base = 1 + trend;
    for (int i = 0; i < last; i++) {
        lanes *row = matrix + AT(base + i, 0);
        row[0] = level[i] - level[last];
        if (trend) row[1] = slope[i] - slope[last];
        lanes end = slots[AT(last, last)] - slots[AT(last, i)];
        for (int j = 0; j <= i; j++)
            row[base + j] = (slots[AT(i, j)] - slots[AT(last, j)]) + end + season_precision * (i == j ? 2 : 1);
    }
}

// One entry or two by two entries of the factor, the sums over the columns before `count` taken off.
#define TAKE_OFF(sum, a, b) for (int k = 0; k < count; k++) sum = sum - (a)[k] * (b)[k]

TWOBIN_INLINE void pivot(lanes *row, int i, lanes *products, marks *good)
{
    int count = i;
    lanes whole = row[i], rest = whole;
    TAKE_OFF(rest, row, row);
    // A pivot that has lost all of its digits, or is none.
    *good = *good & (rest > 1e-11 * whole);
    lanes root = rest;
    ROOTS(root);
    products[i / TWOBIN_GROUP] = i % TWOBIN_GROUP == 0 ? root : products[i / TWOBIN_GROUP] * root;
    row[i] = 1 / root;
}

// Cholesky factors of eight matrices in place, the diagonal replaced by its reciprocal; two rows and two columns at a time.
TWOBIN_INLINE void factor_lanes(lanes *matrix, int order, lanes *products, marks *good)
{
    for (int i = 0; i < order; i += 2) {
        lanes *row = matrix + AT(i, 0), *next = i + 1 < order ? matrix + AT(i + 1, 0) : row;
        for (int j = 0; j < i; j += 2) {
            const lanes *above = matrix + AT(j, 0), *below = matrix + AT(j + 1, 0);
            lanes s00 = row[j], s01 = row[j + 1], s10 = next[j], s11 = next[j + 1];
            for (int k = 0; k < j; k++) {
                lanes a = above[k], b = below[k], x = row[k], y = next[k];
                s00 = s00 - x * a;
                s01 = s01 - x * b;
                s10 = s10 - y * a;
                s11 = s11 - y * b;
            }
            s00 = s00 * above[j];
            s10 = s10 * above[j];
            row[j] = s00;
            row[j + 1] = (s01 - s00 * below[j]) * below[j + 1];
            next[j] = s10;
            next[j + 1] = (s11 - s10 * below[j]) * below[j + 1];
        }
        pivot(row, i, products, good);
        if (next == row) break;
        int count = i;
        lanes s = next[i];
        TAKE_OFF(s, next, row);
        next[i] = s * row[i];
        pivot(next, i + 1, products, good);
    }
}

// Zeros in the lanes that are not usable: zeros solve to zeros, and nothing infinite reaches the sums of the lanes beside.
TWOBIN_INLINE void mark_usable(lanes *matrix, int order, marks good, double *usable)
{
    int all = 1;
    for (int lane = 0; lane < TWOBIN_GROUP; lane++) {
        usable[lane] = good[lane] ? 1 : 0;
        if (!good[lane]) all = 0;
    }
    if (all) return;
    for (ptrdiff_t i = 0; i < AT(order, 0); i++) matrix[i] = (lanes)((marks)matrix[i] & good);
}

#endif
