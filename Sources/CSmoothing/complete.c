#include "triangles.h"

// X'X of series without gaps, from their last period back (see factors.c), at eight grid points: one in each lane. The products after n periods are those of
// all series of n periods, whatever their length is in the end: slots of the season are counted from the last period, which is in slot 0.
TWOBIN_INLINE void complete_backward(int from, int to, const lanes *parameters, int m, lanes *work, int trend, int seasonal)
{
    const lanes alpha = parameters[0], beta = parameters[1], gamma = parameters[2], phi = parameters[3];
    lanes *level = work + 3, *slope = level + m, *slots = slope + m;
    lanes zero = (lanes){0}, ll = work[0], bl = work[1], bb = work[2], jl = zero, jb = zero, jj = zero;
    int j = seasonal ? (m - from % m) % m : 0;
    for (int t = from; t < to; t++) {
        if (seasonal) {
            jl = level[j];
            jb = slope[j];
            jj = slots[AT(j, j)];
        }
        // Q = D'P in the columns of level, slope and slot.
        lanes r = alpha * ll;
        if (trend) r = r + beta * bl;
        if (seasonal) r = r + gamma * jl;
        lanes qll = ll - r, qbl = phi * (bl + ll - r), qjl = jl - r;
        r = alpha * bl + beta * bb;
        if (seasonal) r = r + gamma * jb;
        lanes qlb = bl - r, qbb = phi * (bb + bl - r), qjb = jb - r;
        r = alpha * jl;
        if (trend) r = r + beta * jb;
        r = r + gamma * jj;
        lanes qlj = jl - r, qbj = phi * (jb + jl - r), qjj = jj - r;
        // Q D + w w' in their rows.
        r = alpha * qll;
        if (trend) r = r + beta * qlb;
        if (seasonal) r = r + gamma * qlj;
        ll = qll + (1 - r);
        if (trend) {
            r = alpha * qbl + beta * qbb;
            if (seasonal) r = r + gamma * qbj;
            r = phi - r;
            bl = qbl + r;
            bb = phi * (qbb + qbl + r);
        }
        if (!seasonal) continue;
        r = alpha * qjl;
        if (trend) r = r + beta * qjb;
        r = 1 - (r + gamma * qjj);
        level[j] = qjl + r;
        slope[j] = phi * (qjb + qjl + r);
        slots[AT(j, j)] = qjj + r;
        for (int i = 0; i < m; i++) {
            if (i == j) continue;
            lanes *pair = slots + (i < j ? AT(j, i) : AT(i, j)), a = level[i];
            lanes d = alpha * a + gamma * *pair;
            if (trend) d = d + beta * slope[i];
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
void twobin_complete_products(int32_t from, int32_t to, const double *parameters, int32_t trend, int32_t season, double *work)
{
    const lanes *point = (const lanes *)parameters;
    int m = season;
    lanes *sums = (lanes *)work;
    if (from == 0)
        for (int i = 0; i < 3 + 2 * m + AT(m, 0); i++) sums[i] = (lanes){0};
    if (trend && m > 0) complete_backward(from, to, point, m, sums, 1, 1);
    else if (trend) complete_backward(from, to, point, m, sums, 1, 0);
    else if (m > 0) complete_backward(from, to, point, m, sums, 0, 1);
    else complete_backward(from, to, point, m, sums, 0, 0);
}

TWOBIN_DISPATCH
void twobin_complete_factors(
    int32_t length, int32_t trend, int32_t season, double slope_precision, double season_precision, const double *work, double *ordered,
    double *factors, double *products, double *usable)
{
    int m = season, order = 1 + (trend ? 1 : 0) + (m > 0 ? m - 1 : 0);
    const lanes *from = (const lanes *)work, *level = from + 3, *slope = level + m, *slots = slope + m;
    lanes *to = (lanes *)ordered, *own_level = to + 3, *own_slope = own_level + m, *own_slots = own_slope + m;
    for (int i = 0; i < 3; i++) to[i] = from[i];
    // Slot i of a series lies as far from the slot of its last period as slot `turn + i` from slot 0.
    int turn = m > 0 ? (m - (length - 1) % m) % m : 0;
    for (int i = 0; i < m; i++) {
        int a = turn + i < m ? turn + i : turn + i - m;
        own_level[i] = level[a];
        own_slope[i] = slope[a];
        for (int j = 0; j <= i; j++) {
            int b = turn + j < m ? turn + j : turn + j - m;
            own_slots[AT(i, j)] = slots[a < b ? AT(b, a) : AT(a, b)];
        }
    }
    lanes *matrix = (lanes *)factors;
    reduce(to, trend ? 1 : 0, m, slope_precision, season_precision, matrix);
    marks good = ~(marks){0};
    factor_lanes(matrix, order, (lanes *)products, &good);
    mark_usable(matrix, order, good, usable);
}
