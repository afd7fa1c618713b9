// Moments of a gamma distribution below many points, eight to a vector: P(a, x), P(a + 1, x) and P(a + 2, x) are
// x^a e^-x / Gamma(a + 1) times the sums from k = 0, 1 and 2 of x^k / ((a + 1) ... (a + k)) (Abramowitz & Stegun 6.5.29): positive terms throughout,
// and one series for all three.
#include "lanes.h"
#include <math.h>

TWOBIN_DISPATCH
void twobin_gamma_moments(double shape, double constant, const double *x, int32_t count, double *zeroth, double *first, double *second)
{
    for (int32_t start = 0; start < count; start += 8) {
        lanes at, front;
        for (int lane = 0; lane < 8; lane++) {
            double here = x[start + lane], distance = (here - shape) / shape;
            double exponent = constant - shape * (distance - log1p(distance));
            at[lane] = here;
            front[lane] = exponent > -700 ? exponent : -700;
        }
        exponential(&front);
        lanes term = at / (shape + 1), own = term, sum = {0};
        double k = 2;
        // Terms that no longer change a sum add nothing to it either: no lane depends on its neighbours.
        for (int more = 1; more && k < 1e7;) {
            for (int step = 0; step < 8; step++) {
                term *= at * (1 / (shape + k));
                sum += term;
                k += 1;
            }
            more = 0;
            for (int lane = 0; lane < 8; lane++) more |= at[lane] > shape + k || !(term[lane] <= 1e-17 * sum[lane]);
        }
        for (int lane = 0; lane < 8; lane++) {
            double p = front[lane] * (1 + own[lane] + sum[lane]);
            zeroth[start + lane] = p < 1 ? p : 1;
            p = front[lane] * (own[lane] + sum[lane]);
            first[start + lane] = p < 1 ? p : 1;
            p = front[lane] * sum[lane];
            second[start + lane] = p < 1 ? p : 1;
        }
    }
}
