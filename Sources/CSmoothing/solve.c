#include "lanes.h"

// sum -= L[i][j] x and sum *= L[i][i] of group g, for a factor that eight series share, row-major; or for eight factors side by side, packed by rows.
#define SHARED(g, i, j) factor[g][(ptrdiff_t)(i) * order + (j)]
#define OWN(g, i, j) ((const lanes *)factor[g])[(ptrdiff_t)(i) * ((i) + 1) / 2 + (j)]
#define TAKE_OFF(sum, g, i, j, x) do { if (own) sum = sum - OWN(g, i, j) * (x); else sum = sum - SHARED(g, i, j) * (x); } while (0)
#define TIMES(sum, g, i) do { if (own) sum = sum * OWN(g, i, i); else sum = sum * SHARED(g, i, i); } while (0)

// Forward (and back) substitution for `count` groups of eight series, whose right-hand sides are lanes: groups together, because each waits for
// its own sums. The same operations in the same order for a shared factor and for eight, and for any count.
TWOBIN_INLINE void solve_groups(
    const double *const *factors, int order, int trend, int season, const lanes *product, lanes *z, lanes *explained, lanes *state,
    int count, int first, int own)
{
    int seasons = order - 1 - trend;  // m - 1 with a season, 0 without
    const double *factor[TWOBIN_GROUPS];
    lanes last[TWOBIN_GROUPS], sum[TWOBIN_GROUPS], b[TWOBIN_GROUPS], b1[TWOBIN_GROUPS];
    for (int g = 0; g < count; g++) {
        factor[g] = factors[first + g];
        last[g] = season ? product[(2 + season - 1) * TWOBIN_GROUPS + first + g] : (lanes){0};
        sum[g] = (lanes){0};
    }
    for (int i = 0; i < order; i++) {
        int row = i == 0 ? 0 : (trend && i == 1 ? 1 : 2 + i - 1 - trend);
        for (int g = 0; g < count; g++) {
            b[g] = product[row * TWOBIN_GROUPS + first + g];
            if (row > 1) b[g] = b[g] - last[g];
            b1[g] = (lanes){0};
        }
        int j = 0;
        for (; j + 1 < i; j += 2)
            for (int g = 0; g < count; g++) {
                TAKE_OFF(b[g], g, i, j, z[j * TWOBIN_GROUPS + g]);
                TAKE_OFF(b1[g], g, i, j + 1, z[(j + 1) * TWOBIN_GROUPS + g]);
            }
        for (int g = 0; g < count; g++) {
            if (j < i) TAKE_OFF(b[g], g, i, j, z[j * TWOBIN_GROUPS + g]);
            b[g] = b[g] + b1[g];
            TIMES(b[g], g, i);
            z[i * TWOBIN_GROUPS + g] = b[g];
            sum[g] = sum[g] + b[g] * b[g];
        }
    }
    for (int g = 0; g < count; g++) explained[first + g] = sum[g];
    if (!state) return;
    for (int i = order - 1; i >= 0; i--) {
        for (int g = 0; g < count; g++) b[g] = z[i * TWOBIN_GROUPS + g];
        for (int j = i + 1; j < order; j++)
            for (int g = 0; g < count; g++) TAKE_OFF(b[g], g, j, i, z[j * TWOBIN_GROUPS + g]);
        for (int g = 0; g < count; g++) {
            TIMES(b[g], g, i);
            z[i * TWOBIN_GROUPS + g] = b[g];
        }
    }
    for (int g = 0; g < count; g++) {
        lanes *out = state + first + g, rest = (lanes){0};
        out[0] = z[g];
        out[TWOBIN_GROUPS] = trend ? z[TWOBIN_GROUPS + g] : (lanes){0};
        for (int j = 0; j < seasons; j++) {
            lanes one = z[(1 + trend + j) * TWOBIN_GROUPS + g];
            out[(2 + j) * TWOBIN_GROUPS] = one;
            rest = rest - one;
        }
        if (season) out[(2 + season - 1) * TWOBIN_GROUPS] = rest;
    }
}

TWOBIN_INLINE void all_groups(
    const double *const *factors, int order, int trend, int season, const double *product, double *scratch, double *explained,
    double *state, int own)
{
    const lanes *right = (const lanes *)product;
    lanes *z = (lanes *)scratch, *most = (lanes *)explained, *out = (lanes *)state;
    if (factors[0] && factors[1] && factors[2] && factors[3]) {
        solve_groups(factors, order, trend, season, right, z, most, out, TWOBIN_GROUPS, 0, own);
        return;
    }
    for (int g = 0; g < TWOBIN_GROUPS; g++)
        if (factors[g]) solve_groups(factors, order, trend, season, right, z, most, out, 1, g, own);
}

TWOBIN_DISPATCH
void twobin_solve(const double *const *factors, int32_t own, int32_t order, int32_t trend, int32_t season,
                  const double *product, double *scratch, double *explained, double *state)
{
    if (own) all_groups(factors, order, trend ? 1 : 0, season, product, scratch, explained, state, 1);
    else all_groups(factors, order, trend ? 1 : 0, season, product, scratch, explained, state, 0);
}
