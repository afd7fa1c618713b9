#include "triangles.h"

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
    mark_usable(matrix, order, good, usable);
}
