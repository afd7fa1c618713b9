#include "lanes.h"

// sum -= L[i][j] x and sum *= L[i][j], for a factor that eight series share, row-major; or for eight factors side by side, packed by rows.
#define SHARED(i, j) factor[(ptrdiff_t)(i) * order + (j)]
#define OWN(i, j) ((const lanes *)factor)[(ptrdiff_t)(i) * ((i) + 1) / 2 + (j)]
#define TAKE_OFF(sum, i, j, x) do { if (own) sum = sum - OWN(i, j) * (x); else sum = sum - SHARED(i, j) * (x); } while (0)
#define TIMES(sum, i, j) do { if (own) sum = sum * OWN(i, j); else sum = sum * SHARED(i, j); } while (0)

// Forward (and back) substitution for eight series, whose right-hand sides are lanes. The same operations in the same order for a
// shared factor and for eight.
TWOBIN_INLINE void solve_group(
    const double *factor, int order, int trend, int season, const lanes *product, lanes *z, lanes *explained, lanes *state, int own)
{
    int seasons = order - 1 - trend;  // m - 1 with a season, 0 without
    lanes last = season ? product[(2 + season - 1) * TWOBIN_GROUPS] : (lanes){0}, sum = (lanes){0};
    for (int i = 0; i < order; i++) {
        lanes b;
        if (i == 0) b = product[0];
        else if (trend && i == 1) b = product[TWOBIN_GROUPS];
        else b = product[(2 + i - 1 - trend) * TWOBIN_GROUPS] - last;
        lanes b1 = (lanes){0};
        int j = 0;
        for (; j + 1 < i; j += 2) {
            TAKE_OFF(b, i, j, z[j]);
            TAKE_OFF(b1, i, j + 1, z[j + 1]);
        }
        if (j < i) TAKE_OFF(b, i, j, z[j]);
        b = b + b1;
        TIMES(b, i, i);
        z[i] = b;
        sum = sum + b * b;
    }
    *explained = sum;
    if (!state) return;
    for (int i = order - 1; i >= 0; i--) {
        lanes b = z[i];
        for (int j = i + 1; j < order; j++) TAKE_OFF(b, j, i, z[j]);
        TIMES(b, i, i);
        z[i] = b;
    }
    state[0] = z[0];
    state[TWOBIN_GROUPS] = trend ? z[1] : (lanes){0};
    lanes rest = (lanes){0};
    for (int j = 0; j < seasons; j++) {
        state[(2 + j) * TWOBIN_GROUPS] = z[1 + trend + j];
        rest = rest - z[1 + trend + j];
    }
    if (season) state[(2 + season - 1) * TWOBIN_GROUPS] = rest;
}

TWOBIN_INLINE void all_groups(
    const double *const *factors, int order, int trend, int season, const double *product, double *scratch, double *explained,
    double *state, int own)
{
    for (int g = 0; g < TWOBIN_GROUPS; g++)
        if (factors[g])
            solve_group(factors[g], order, trend ? 1 : 0, season, (const lanes *)product + g, (lanes *)scratch,
                        (lanes *)explained + g, state ? (lanes *)state + g : (lanes *)0, own);
}

TWOBIN_DISPATCH
void twobin_solve(const double *const *factors, int32_t own, int32_t order, int32_t trend, int32_t season,
                  const double *product, double *scratch, double *explained, double *state)
{
    if (own) all_groups(factors, order, trend, season, product, scratch, explained, state, 1);
    else all_groups(factors, order, trend, season, product, scratch, explained, state, 0);
}
