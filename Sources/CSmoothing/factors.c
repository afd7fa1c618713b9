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

// X'X of eight patterns of observed periods, from the last period back, without X:  P <- D'P D + mask w w'  with D = F - mask g w' (see adjoint.c for w, g and F).
// In the slots of the season F is the identity, and w and g touch one slot only: a period changes the rows of level, slope and that slot.
// `work` holds the products of level and slope, then those of each slot with the level, with the slope, and of the slots with each other.
TWOBIN_INLINE void products_backward(
    const lanes *mask, int length, const double *parameters, int m, lanes *work, int trend, int seasonal)
{
    const double alpha = parameters[0], beta = parameters[1], gamma = parameters[2], phi = parameters[3];
    lanes *level = work + 3, *slope = level + m, *slots = slope + m;
    lanes zero = (lanes){0}, ll = zero, bl = zero, bb = zero, jl = zero, jb = zero, jj = zero;
    int j = seasonal ? (length - 1) % m : 0;
    for (int t = length - 1; t >= 0; t--) {
        lanes seen = mask[t];
        if (seasonal) {
            jl = level[j];
            jb = slope[j];
            jj = slots[AT(j, j)];
        }
        // Q = D'P in the columns of level, slope and slot.
        lanes r = alpha * ll;
        if (trend) r = r + beta * bl;
        if (seasonal) r = r + gamma * jl;
        r = seen * r;
        lanes qll = ll - r, qbl = phi * (bl + ll - r), qjl = jl - r;
        r = alpha * bl + beta * bb;
        if (seasonal) r = r + gamma * jb;
        r = seen * r;
        lanes qlb = bl - r, qbb = phi * (bb + bl - r), qjb = jb - r;
        r = alpha * jl;
        if (trend) r = r + beta * jb;
        r = seen * (r + gamma * jj);
        lanes qlj = jl - r, qbj = phi * (jb + jl - r), qjj = jj - r;
        // Q D + mask w w' in their rows.
        r = alpha * qll;
        if (trend) r = r + beta * qlb;
        if (seasonal) r = r + gamma * qlj;
        ll = qll + seen * (1 - r);
        if (trend) {
            r = alpha * qbl + beta * qbb;
            if (seasonal) r = r + gamma * qbj;
            r = seen * (phi - r);
            bl = qbl + r;
            bb = phi * (qbb + qbl + r);
        }
        if (!seasonal) continue;
        r = alpha * qjl;
        if (trend) r = r + beta * qjb;
        r = seen * (1 - (r + gamma * qjj));
        level[j] = qjl + r;
        slope[j] = phi * (qjb + qjl + r);
        slots[AT(j, j)] = qjj + r;
        for (int i = 0; i < m; i++) {
            if (i == j) continue;
            lanes *pair = slots + (i < j ? AT(j, i) : AT(i, j)), a = level[i];
            lanes d = alpha * a + gamma * *pair;
            if (trend) d = d + beta * slope[i];
            d = seen * d;
            if (trend) slope[i] = phi * (slope[i] + a - d);
            level[i] = a - d;
            *pair = *pair - d;
        }
        if (--j < 0) j = m - 1;
    }
    work[0] = ll;
    work[1] = bl;
    work[2] = bb;
}

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

TWOBIN_DISPATCH
void twobin_factors(
    const double *mask, int32_t length, const double *parameters, int32_t trend, int32_t season,
    double slope_precision, double season_precision, double *work, double *factors, double *products, double *usable)
{
    int m = season, order = 1 + (trend ? 1 : 0) + (m > 0 ? m - 1 : 0);
    lanes *sums = (lanes *)work, *matrix = (lanes *)factors;
    for (int i = 0; i < 3 + 2 * m + AT(m, 0); i++) sums[i] = (lanes){0};
    if (trend && m > 0) products_backward((const lanes *)mask, length, parameters, m, sums, 1, 1);
    else if (trend) products_backward((const lanes *)mask, length, parameters, m, sums, 1, 0);
    else if (m > 0) products_backward((const lanes *)mask, length, parameters, m, sums, 0, 1);
    else products_backward((const lanes *)mask, length, parameters, m, sums, 0, 0);
    reduce(sums, trend ? 1 : 0, m, slope_precision, season_precision, matrix);
    marks good = ~(marks){0};
    factor_lanes(matrix, order, (lanes *)products, &good);
    int all = 1;
    for (int lane = 0; lane < TWOBIN_GROUP; lane++) {
        usable[lane] = good[lane] ? 1 : 0;
        if (!good[lane]) all = 0;
    }
    if (all) return;
    // Zeros solve to zeros: nothing infinite reaches the sums of the lanes beside.
    for (ptrdiff_t i = 0; i < AT(order, 0); i++) matrix[i] = (lanes)((marks)matrix[i] & good);
}
