#include "lanes.h"

// Forward (and back) substitution for eight series that share a factor: the factor's entries are broadcast, the right-hand
// sides are lanes.
TWOBIN_INLINE void solve_group(
    const double *factor, int order, int trend, int season, const lanes *product, lanes *z, lanes *explained, lanes *state)
{
    int seasons = order - 1 - trend;  // m - 1 with a season, 0 without
    lanes last = season ? product[(2 + season - 1) * TWOBIN_GROUPS] : (lanes){0}, sum = (lanes){0};
    for (int i = 0; i < order; i++) {
        lanes b;
        if (i == 0) b = product[0];
        else if (trend && i == 1) b = product[TWOBIN_GROUPS];
        else b = product[(2 + i - 1 - trend) * TWOBIN_GROUPS] - last;
        const double *row = factor + (ptrdiff_t)i * order;
        lanes b1 = (lanes){0};
        int j = 0;
        for (; j + 1 < i; j += 2) {
            b = b - row[j] * z[j];
            b1 = b1 - row[j + 1] * z[j + 1];
        }
        if (j < i) b = b - row[j] * z[j];
        b = (b + b1) * row[i];
        z[i] = b;
        sum = sum + b * b;
    }
    *explained = sum;
    if (!state) return;
    for (int i = order - 1; i >= 0; i--) {
        lanes b = z[i];
        for (int j = i + 1; j < order; j++) b = b - factor[(ptrdiff_t)j * order + i] * z[j];
        z[i] = b * factor[(ptrdiff_t)i * order + i];
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

TWOBIN_DISPATCH
void twobin_solve(const double *const *factors, int32_t order, int32_t trend, int32_t season,
                  const double *product, double *scratch, double *explained, double *state)
{
    for (int g = 0; g < TWOBIN_GROUPS; g++)
        if (factors[g])
            solve_group(factors[g], order, trend ? 1 : 0, season, (const lanes *)product + g, (lanes *)scratch,
                        (lanes *)explained + g, state ? (lanes *)state + g : (lanes *)0);
}
