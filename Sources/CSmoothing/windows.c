// Lagged windows of one series: what pooled autoregressions are fitted to.
#include "lanes.h"

typedef double loose_lanes __attribute__((vector_size(64), aligned(8)));

TWOBIN_DISPATCH
void twobin_window_rows(const double *z, int64_t end, int64_t count, int32_t window, const double *roots, double *rows)
{
    for (int64_t i = 0; i < count; i++) {
        const double *first = z + end + i - window + 1, last = z[end + i], root = roots[i];
        double *row = rows + i * (window + 1);
        for (int j = 0; j < window - 1; j++) row[j] = root * (first[j] - last);
        row[window - 1] = root;
        row[window] = root * (z[end + i + 1] - last);
    }
}

TWOBIN_DISPATCH
void twobin_window_residuals(const double *z, int64_t end, int64_t count, const double *coefficients, int32_t window, double *out)
{
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const double *at = z + end + i;
        lanes last = *(const loose_lanes *)at, sum = *(const loose_lanes *)(at + 1) - last - coefficients[window - 1];
        for (int j = 0; j < window - 1; j++) sum -= coefficients[j] * (*(const loose_lanes *)(at - window + 1 + j) - last);
        *(loose_lanes *)(out + i) = sum;
    }
    for (; i < count; i++) {
        const double *at = z + end + i;
        double sum = at[1] - at[0] - coefficients[window - 1];
        for (int j = 0; j < window - 1; j++) sum -= coefficients[j] * (at[j - window + 1] - at[0]);
        out[i] = sum;
    }
}

TWOBIN_INLINE double dot(const double *a, const double *b, int64_t count)
{
    lanes sum = {0};
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) sum += *(const loose_lanes *)(a + i) * *(const loose_lanes *)(b + i);
    double rest = 0;
    for (; i < count; i++) rest += a[i] * b[i];
    return (((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]))) + rest;
}

TWOBIN_DISPATCH
void twobin_window_products(const double *z, int64_t length, int32_t window, double *row, double *products)
{
    int64_t count = length - window;
    int width = window + 2;
    if (count <= 0) return;
    // Lag a stands at a + 1, from the target (a = -1) to the oldest value; after them the sums. row[] holds one row of lags.
    const double *target = z + window;
    for (int b = 0; b <= window; b++) row[b] = dot(target, target - b, count);
    double sum = 0;
    for (int64_t i = 0; i < count; i++) sum += target[i];
    for (int a = 0; a <= window; a++) {
        double *out = products + a * width;
        for (int b = a; b <= window; b++) out[b] += row[b];
        out[width - 1] += sum;
        if (a == window) break;
        for (int b = window; b > a; b--)
            row[b] = row[b - 1] + target[-a - 1] * target[-b] - target[count - 1 - a] * target[count - b];
        sum += target[-a - 1] - target[count - 1 - a];
    }
}
