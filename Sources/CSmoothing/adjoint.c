#include "lanes.h"

// X'e without X. Row t of X is w_t' D_{t-1} ... D_1 with D = F - g w', so X'e = sum of D_1' ... D_{t-1}' w_t e_t, which Horner's
// rule evaluates from the last period back:  a <- F'a + w (e_t - g'a).  In the slots of the season F is the identity, w picks
// slot t mod m and g is (alpha, beta, gamma in that slot); a missing period has no w term.
TWOBIN_INLINE void backward(
    const twobin_block *block, const twobin_smoothing *model, const double *errors, double *product,
    int count, int first, int from, int to, int trend, int seasonal, int masked)
{
    const lanes *e = (const lanes *)errors, *mask = (const lanes *)block->mask;
    const lanes *parameter = (const lanes *)model->values;
    lanes *a = (lanes *)product, *ring = a + 2 * TWOBIN_GROUPS;
    lanes level[TWOBIN_GROUPS], slope[TWOBIN_GROUPS];
    lanes alpha[TWOBIN_GROUPS], beta[TWOBIN_GROUPS], gamma[TWOBIN_GROUPS], phi[TWOBIN_GROUPS];
    for (int g = 0; g < count; g++) {
        level[g] = a[first + g];
        slope[g] = a[TWOBIN_GROUPS + first + g];
        alpha[g] = parameter[first + g];
        beta[g] = parameter[TWOBIN_GROUPS + first + g];
        gamma[g] = parameter[2 * TWOBIN_GROUPS + first + g];
        phi[g] = parameter[3 * TWOBIN_GROUPS + first + g];
    }
    int m = model->season, position = seasonal ? (to - 1) % m : 0;
    for (int t = to - 1; t >= from; t--) {
        for (int g = 0; g < count; g++) {
            int at = t * TWOBIN_GROUPS + first + g, slot = position * TWOBIN_GROUPS + first + g;
            lanes r = e[at] - alpha[g] * level[g];
            if (trend) r = r - beta[g] * slope[g];
            if (seasonal) r = r - gamma[g] * ring[slot];
            if (masked) r = r * mask[at];
            if (trend) slope[g] = phi[g] * (slope[g] + level[g] + r);
            level[g] = level[g] + r;
            if (seasonal) ring[slot] = ring[slot] + r;
        }
        if (seasonal && --position < 0) position = m - 1;
    }
    for (int g = 0; g < count; g++) {
        a[first + g] = level[g];
        a[TWOBIN_GROUPS + first + g] = slope[g];
    }
}

TWOBIN_INLINE void all_groups(
    const twobin_block *block, const twobin_smoothing *model, const double *errors, double *product,
    int trend, int seasonal, int masked)
{
    int states = 2 + model->season, common = block->length[0];
    for (int j = 0; j < states * TWOBIN_LANES; j++) product[j] = 0;
    for (int g = 1; g < TWOBIN_GROUPS; g++)
        if (block->length[g] < common) common = block->length[g];
    for (int g = 0; g < TWOBIN_GROUPS; g++)
        if (block->length[g] > common)
            backward(block, model, errors, product, 1, g, common, block->length[g], trend, seasonal, masked);
    if (common > 0) backward(block, model, errors, product, TWOBIN_GROUPS, 0, 0, common, trend, seasonal, masked);
}

TWOBIN_DISPATCH
void twobin_adjoint(const twobin_block *block, const twobin_smoothing *model, const double *errors, double *product)
{
    int kind = (model->trend ? 4 : 0) | (model->season ? 2 : 0) | (block->mask ? 1 : 0);
    switch (kind) {
    case 0: all_groups(block, model, errors, product, 0, 0, 0); break;
    case 1: all_groups(block, model, errors, product, 0, 0, 1); break;
    case 2: all_groups(block, model, errors, product, 0, 1, 0); break;
    case 3: all_groups(block, model, errors, product, 0, 1, 1); break;
    case 4: all_groups(block, model, errors, product, 1, 0, 0); break;
    case 5: all_groups(block, model, errors, product, 1, 0, 1); break;
    case 6: all_groups(block, model, errors, product, 1, 1, 0); break;
    default: all_groups(block, model, errors, product, 1, 1, 1); break;
    }
}
