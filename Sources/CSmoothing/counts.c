// Sums over the upper tails of Poisson and negative binomial distributions, eight to a vector.
#include "lanes.h"

typedef double loose_lanes __attribute__((vector_size(64), aligned(8)));

// What Stirling's formula leaves out: log x! - [(x + 1/2) log x - x + (1/2) log 2 pi]. Below 8 by way of X = x + 8:
// S(x) = S(X) + log(X^8 / ((x + 1) ... (x + 8))) + (x + 1/2) log(X / x) - 8.
TWOBIN_INLINE void stirling_error(lanes *value)
{
    lanes x = *value, far = x;
    for (int lane = 0; lane < 8; lane++) far[lane] = x[lane] < 8 ? x[lane] + 8 : x[lane];
    lanes inverse = 1 / far, square = inverse * inverse;
    static const double terms[] = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400, 43867.0 / 244188,
    };
    lanes sum = square * 0.0 + terms[8];
    for (int k = 7; k >= 0; k--) sum = sum * square + terms[k];
    sum = sum * inverse;
    int isNear = 0;
    for (int lane = 0; lane < 8; lane++) isNear |= x[lane] < 8;
    if (isNear) {
        lanes product = x + 1, power = far * far, ratio = far / x;
        for (int j = 2; j <= 8; j++) product *= x + j;
        power *= power;
        lanes quotient = power * power / product;
        logarithm(&quotient);
        logarithm(&ratio);
        lanes near = sum + (quotient + ((x + 0.5) * ratio - 8));
        for (int lane = 0; lane < 8; lane++) sum[lane] = x[lane] < 8 ? near[lane] : sum[lane];
    }
    *value = sum;
}

// Loader's deviance term x log(x / m) + m - x, where x - m is known more exactly than the subtraction gives.
TWOBIN_INLINE void deviance(const lanes *given, const lanes *expected, const lanes *difference, lanes *result)
{
    lanes x = *given, m = *expected, d = *difference, sum = x + m, v = d / sum, z = v * v;
    static const double odd[] = {1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17};
    lanes series = z * 0.0 + odd[7];
    for (int k = 6; k >= 0; k--) series = series * z + odd[k];
    lanes near = d * v + 2 * x * v * (z * series);
    lanes far = x / m;
    logarithm(&far);
    far = x * far - d;
    for (int lane = 0; lane < 8; lane++) {
        double gap = d[lane] < 0 ? -d[lane] : d[lane];
        near[lane] = gap < 0.1 * sum[lane] ? near[lane] : far[lane];
    }
    *result = near;
}

// P(D = k) for k >= 1 of negative binomials of sizes above 0; 0 where it is below 1e-304.
TWOBIN_INLINE void probabilities(double k, double stirling, const lanes *sizes, const lanes *scales, lanes *result)
{
    lanes size = *sizes, scale = *scales, wide = 1 + scale, n = size + k, distance = (k - size * scale) / wide, opposite = -distance;
    lanes total = n, own = size, count = n * 0.0 + k, expectedSize = n / wide, expectedCount = n * (scale / wide), one, two;
    stirling_error(&total);
    stirling_error(&own);
    deviance(&size, &expectedSize, &opposite, &one);
    deviance(&count, &expectedCount, &distance, &two);
    lanes exponent = total - own - stirling - one - two, bounded = exponent;
    for (int lane = 0; lane < 8; lane++) bounded[lane] = exponent[lane] > -700 ? exponent[lane] : -700;
    exponential(&bounded);
    for (int lane = 0; lane < 8; lane++) {
        double p = bounded[lane] * __builtin_sqrt(size[lane] / (6.283185307179586477 * k * n[lane]));
        (*result)[lane] = exponent[lane] > -700 ? p : 0;
    }
}

TWOBIN_DISPATCH
void twobin_count_losses(
    double k, double stirling, double highest, const double *size, const double *scale, const double *a, const double *b, int32_t count,
    double *next, double *tail, double *first)
{
    for (int32_t start = 0; start < count; start += 8) {
        lanes term = *(const loose_lanes *)(next + start), sizes = *(const loose_lanes *)(size + start), scales = *(const loose_lanes *)(scale + start);
        int isLumpy = 0;
        for (int lane = 0; lane < 8; lane++) isLumpy |= sizes[lane] > 0;
        if (isLumpy) {
            lanes made, safe = sizes, wide = scales;
            for (int lane = 0; lane < 8; lane++) {
                safe[lane] = sizes[lane] > 0 ? sizes[lane] : 1;
                wide[lane] = sizes[lane] > 0 ? scales[lane] : 1;
            }
            probabilities(k + 1, stirling, &safe, &wide, &made);
            for (int lane = 0; lane < 8; lane++) term[lane] = sizes[lane] > 0 ? made[lane] : term[lane];
            *(loose_lanes *)(next + start) = term;
        }
        lanes rise = *(const loose_lanes *)(a + start), slope = *(const loose_lanes *)(b + start), sum = term, weighted = term;
        double j = 1;
        // Terms that no longer change a sum add nothing to it either: no lane depends on its neighbours. Terms next to nothing end the sum as well:
        // far out in a tail they would stay where they are.
        for (int more = 1; more;) {
            for (int step = 0; step < 4; step++) {
                double i = k + j;
                term *= (rise + slope * i) * (1 / (i + 1));
                j += 1;
                sum += term;
                weighted += term * j;
            }
            more = k + j <= highest;
            for (int lane = 0; lane < 8; lane++) more |= term[lane] >= 0x1p-1022 && term[lane] * j > weighted[lane] * 1e-17;
        }
        *(loose_lanes *)(tail + start) = sum;
        *(loose_lanes *)(first + start) = weighted;
    }
}
