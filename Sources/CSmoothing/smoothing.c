#include "lanes.h"

// Runs `count` groups of eight lanes, the first being `first`, over periods from ... to - 1. `count`, `trend`, `seasonal`,
// `masked` and `keep` are constants at every call, so each combination compiles to its own branch-free loop.
TWOBIN_INLINE void forward(
    const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse,
    int count, int first, int from, int to, int trend, int seasonal, int masked, int keep)
{
    const lanes *y = (const lanes *)block->y, *mask = (const lanes *)block->mask;
    const lanes *parameter = (const lanes *)model->values;
    lanes *e = (lanes *)errors, *s = (lanes *)state, *total = (lanes *)sse;
    lanes *ring = s + 2 * TWOBIN_GROUPS;
    lanes level[TWOBIN_GROUPS], slope[TWOBIN_GROUPS], sum[TWOBIN_GROUPS];
    lanes alpha[TWOBIN_GROUPS], beta[TWOBIN_GROUPS], gamma[TWOBIN_GROUPS], phi[TWOBIN_GROUPS];
    for (int g = 0; g < count; g++) {
        level[g] = s[first + g];
        slope[g] = s[TWOBIN_GROUPS + first + g];
        sum[g] = total[first + g];
        alpha[g] = parameter[first + g];
        beta[g] = parameter[TWOBIN_GROUPS + first + g];
        gamma[g] = parameter[2 * TWOBIN_GROUPS + first + g];
        phi[g] = parameter[3 * TWOBIN_GROUPS + first + g];
    }
    int m = model->season, position = seasonal ? from % m : 0;
    for (int t = from; t < to; t++) {
        for (int g = 0; g < count; g++) {
            int at = t * TWOBIN_GROUPS + first + g, slot = position * TWOBIN_GROUPS + first + g;
            lanes base = level[g];
            if (trend) {
                slope[g] = phi[g] * slope[g];
                base = base + slope[g];
            }
            lanes error = y[at] - base;
            if (seasonal) error = error - ring[slot];
            if (masked) error = error * mask[at];
            level[g] = base + alpha[g] * error;
            if (trend) slope[g] = slope[g] + beta[g] * error;
            if (seasonal) ring[slot] = ring[slot] + gamma[g] * error;
            sum[g] = sum[g] + error * error;
            if (keep) e[at] = error;
        }
        if (seasonal && ++position == m) position = 0;
    }
    for (int g = 0; g < count; g++) {
        s[first + g] = level[g];
        s[TWOBIN_GROUPS + first + g] = slope[g];
        total[first + g] = sum[g];
    }
}

TWOBIN_INLINE int shortest(const twobin_block *block)
{
    int shortest = block->length[0];
    for (int g = 1; g < TWOBIN_GROUPS; g++)
        if (block->length[g] < shortest) shortest = block->length[g];
    if (block->lane_length)
        for (int lane = 0; lane < TWOBIN_LANES; lane++)
            if (block->lane_length[lane] < shortest) shortest = block->lane_length[lane];
    return shortest;
}

// The rest of a group whose lanes end in different periods: level and slope of a lane are those at its own end. Beyond it the mask is 0, so
// that errors and season stand still by themselves.
TWOBIN_INLINE void ragged(
    const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse,
    int g, int from, int trend, int seasonal, int keep)
{
    lanes *s = (lanes *)state, level = s[g], slope = s[TWOBIN_GROUPS + g];
    const int32_t *ends = block->lane_length + g * TWOBIN_GROUP;
    while (from < block->length[g]) {
        int to = block->length[g];
        for (int lane = 0; lane < TWOBIN_GROUP; lane++)
            if (ends[lane] > from && ends[lane] < to) to = ends[lane];
        forward(block, model, state, errors, sse, 1, g, from, to, trend, seasonal, 1, keep);
        for (int lane = 0; lane < TWOBIN_GROUP; lane++)
            if (ends[lane] >= to) {
                level[lane] = s[g][lane];
                slope[lane] = s[TWOBIN_GROUPS + g][lane];
            }
        from = to;
    }
    s[g] = level;
    s[TWOBIN_GROUPS + g] = slope;
}

TWOBIN_INLINE void all_groups(
    const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse,
    int trend, int seasonal, int masked, int keep)
{
    for (int j = 0; j < TWOBIN_LANES; j++) sse[j] = 0;
    int common = shortest(block);
    if (common > 0)
        forward(block, model, state, errors, sse, TWOBIN_GROUPS, 0, 0, common, trend, seasonal, masked, keep);
    for (int g = 0; g < TWOBIN_GROUPS; g++)
        if (block->length[g] > common) {
            if (masked && block->lane_length) ragged(block, model, state, errors, sse, g, common, trend, seasonal, keep);
            else forward(block, model, state, errors, sse, 1, g, common, block->length[g], trend, seasonal, masked, keep);
        }
}

TWOBIN_INLINE void variants(
    const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse, int keep)
{
    int kind = (model->trend ? 4 : 0) | (model->season ? 2 : 0) | (block->mask ? 1 : 0);
    switch (kind) {
    case 0: all_groups(block, model, state, errors, sse, 0, 0, 0, keep); break;
    case 1: all_groups(block, model, state, errors, sse, 0, 0, 1, keep); break;
    case 2: all_groups(block, model, state, errors, sse, 0, 1, 0, keep); break;
    case 3: all_groups(block, model, state, errors, sse, 0, 1, 1, keep); break;
    case 4: all_groups(block, model, state, errors, sse, 1, 0, 0, keep); break;
    case 5: all_groups(block, model, state, errors, sse, 1, 0, 1, keep); break;
    case 6: all_groups(block, model, state, errors, sse, 1, 1, 0, keep); break;
    default: all_groups(block, model, state, errors, sse, 1, 1, 1, keep); break;
    }
}

TWOBIN_DISPATCH
void twobin_errors(const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse)
{
    variants(block, model, state, errors, sse, 1);
}

TWOBIN_DISPATCH
void twobin_sum_of_squares(const twobin_block *block, const twobin_smoothing *model, double *state, double *sse)
{
    variants(block, model, state, (double *)0, sse, 0);
}
