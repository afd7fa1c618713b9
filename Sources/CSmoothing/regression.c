// Sums over rows of eight columns, and over tables whose rows are padded to a multiple of eight: what pooled regressions and the
// learning of combination weights do most. Each lane is summed in the order of the rows, so results do not depend on the processor.
#include "lanes.h"

typedef double loose_lanes __attribute__((vector_size(64), aligned(8)));

// Eight numbers at an address of any alignment. (Vectors are not passed by value: how that is done depends on the processor.)
#define EIGHT(p) (*(const loose_lanes *)(p))
#define SET_EIGHT(p) (*(loose_lanes *)(p))

TWOBIN_INLINE double total(const lanes *v)
{
    return (((*v)[0] + (*v)[4]) + ((*v)[2] + (*v)[6])) + (((*v)[1] + (*v)[5]) + ((*v)[3] + (*v)[7]));
}

TWOBIN_DISPATCH
void twobin_weighted_gram(const double *rows, const double *weights, int64_t count, double *gram)
{
    lanes sums[8];
    for (int j = 0; j < 8; j++) sums[j] = (lanes){0};
    for (int64_t i = 0; i < count; i++) {
        const double *row = rows + 8 * i;
        lanes x = EIGHT(row), weighted = x * weights[i];
        for (int j = 0; j < 8; j++) sums[j] += weighted[j] * x;
    }
    for (int j = 0; j < 8; j++) SET_EIGHT(gram + 8 * j) = sums[j];
}

TWOBIN_DISPATCH
void twobin_row_products(const double *rows, const double *factors, int64_t count, double *product)
{
    lanes f = EIGHT(factors);
    for (int64_t i = 0; i < count; i++) {
        lanes terms = EIGHT(rows + 8 * i) * f;
        product[i] = total(&terms);
    }
}

TWOBIN_DISPATCH
void twobin_table_times(const double *table, int32_t rows, int32_t width, const double *x, double *out)
{
    for (int r = 0; r < rows; r++) {
        const double *row = table + (int64_t)r * width;
        lanes sum = {0};
        for (int c = 0; c < width; c += 8) sum += EIGHT(row + c) * EIGHT(x + c);
        out[r] = total(&sum);
    }
}

TWOBIN_DISPATCH
void twobin_times_table(const double *table, int32_t rows, int32_t width, const double *y, double *out)
{
    for (int c = 0; c < width; c += 8) {
        lanes sum = {0};
        for (int r = 0; r < rows; r++) sum += y[r] * EIGHT(table + (int64_t)r * width + c);
        SET_EIGHT(out + c) = sum;
    }
}

TWOBIN_DISPATCH
void twobin_decay(const double *distance, double rate, int32_t count, double *out)
{
    for (int c = 0; c < count; c += 8) {
        double chunk[8] = {0};
        int some = count - c < 8 ? count - c : 8;
        for (int i = 0; i < some; i++) chunk[i] = distance[c + i];
        lanes x = -rate * EIGHT(chunk);
        whole_lanes inside = x > -700.0;
        x = (lanes)((whole_lanes)x & inside);
        exponential(&x);
        lanes e = (lanes)((whole_lanes)x & inside);
        for (int i = 0; i < some; i++) out[c + i] = e[i];
    }
}
