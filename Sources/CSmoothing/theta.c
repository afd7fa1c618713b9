// The dynamic optimised Theta model (Fioruzzi, Louzada, Assimakopoulos, Nikolopoulos and Petropoulos 2016, "Models for
// optimising the theta method and their relationship to state space models", eqs 10-15):
//
//   mu_t = l_{t-1} + omega c_t,   c_t = (1-a)^(t-1) A_{t-1} + (1 - (1-a)^t) / a B_{t-1},   l_t = a y_t + (1-a) l_{t-1},
//
// omega = 1 - 1/theta, A and B the intercept and slope of the regression of y_1 ... y_{t-1} on time, updated as t grows. For a
// given a the errors are linear in (l_0, omega): two normal equations from six sums replace the search.
#include "lanes.h"

#define WIDTH 2

TWOBIN_DISPATCH
void twobin_theta(const double *y, const double *mask, int32_t length, const double *alpha, double ridge, int32_t horizon,
                  double *forecast, double *sse, double *omega, int32_t *used)
{
    const lanes *a = (const lanes *)alpha;
    lanes l[WIDTH], q[WIDTH], inverse[WIDTH], power[WIDTH];
    lanes ee[WIDTH], ec[WIDTH], eu[WIDTH], cc[WIDTH], cu[WIDTH], uu[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
        q[i] = 1.0 - a[i];
        inverse[i] = 1.0 / a[i];
        l[i] = ee[i] = ec[i] = eu[i] = cc[i] = cu[i] = uu[i] = (lanes){0};
        power[i] = (lanes){0} + 1.0;
    }
    double mean = 0, intercept = 0, slope = 0;
    int counted = 0;
    for (int t = 1; t <= length; t++) {
        int known = !mask || mask[t - 1] != 0;
        // A missing observation is taken as the regression line's value: it moves neither line nor fit.
        double value = known ? y[t - 1] : (t > 1 ? intercept + slope * t : 0);
        int count = known && t > 1;
        counted += count;
        for (int i = 0; i < WIDTH; i++) {
            lanes next = power[i] * q[i];
            lanes c = power[i] * intercept + (1.0 - next) * inverse[i] * slope;
            lanes e = value - l[i];
            if (count) {
                ee[i] += e * e;
                ec[i] += e * c;
                eu[i] += e * power[i];
                cc[i] += c * c;
                cu[i] += c * power[i];
                uu[i] += power[i] * power[i];
            }
            l[i] = a[i] * value + q[i] * l[i];
            power[i] = next;
        }
        if (t == 1) {
            intercept = value;
            slope = 0;
        } else {
            slope = ((t - 2) * slope + 6 * (value - mean) / t) / (t + 1);
        }
        mean = ((t - 1) * mean + value) / t;
        if (t > 1) intercept = mean - 0.5 * (t + 1) * slope;
    }
    *used = counted;
    double *sums = sse, *share = omega;
    for (int i = 0; i < WIDTH; i++) {
        for (int j = 0; j < TWOBIN_GROUP; j++) {
            int at = i * TWOBIN_GROUP + j;
            double pull = ridge * cc[i][j] / (counted > 0 ? counted : 1) + 1e-12;
            double a11 = uu[i][j] + 1e-6, a12 = cu[i][j], a22 = cc[i][j] + pull;
            double b1 = eu[i][j], b2 = ec[i][j] + 0.5 * pull;
            double determinant = a11 * a22 - a12 * a12;
            double w = determinant > 1e-12 * a11 * a22 ? (a11 * b2 - a12 * b1) / determinant : 0.5;
            w = w < 0 ? 0 : (w > 1 ? 1 : w);
            double start = (b1 - w * a12) / a11;
            double fit = ee[i][j] + w * w * cc[i][j] + start * start * uu[i][j] - 2 * w * ec[i][j] - 2 * start * eu[i][j]
                + 2 * w * start * cu[i][j] + pull * (w - 0.5) * (w - 0.5);
            sums[at] = fit > 1e-14 ? fit : 1e-14;
            share[at] = w;
            // Forecasts feed on themselves: each is the next observation of level and regression line.
            double level = l[i][j] + power[i][j] * start, decay = power[i][j], keep = q[i][j];
            double m = mean, A = intercept, B = slope, rate = a[i][j];
            for (int h = 0; h < horizon; h++) {
                double t = (double)length + h + 1, next = decay * keep;
                double mu = level + w * (decay * A + (1 - next) / rate * B);
                forecast[h * WIDTH * TWOBIN_GROUP + at] = mu;
                level = rate * mu + keep * level;
                B = ((t - 2) * B + 6 * (mu - m) / t) / (t + 1);
                m = ((t - 1) * m + mu) / t;
                A = m - 0.5 * (t + 1) * B;
                decay = next;
            }
        }
    }
}
