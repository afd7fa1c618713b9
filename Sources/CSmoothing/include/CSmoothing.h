// Exponential smoothing for 32 series at a time: one series per SIMD lane, four vectors of eight lanes in flight.
//
// Arrays over time are interleaved: value of period t and lane j at [t * 32 + j]. Arrays over states are [state * 32 + j] with
// states level, slope, season 0 ... m-1; the season of period t is t mod m. All pointers must be 64-byte aligned.
#ifndef TWOBIN_CSMOOTHING_H
#define TWOBIN_CSMOOTHING_H

#include <stddef.h>
#include <stdint.h>

#define TWOBIN_LANES 32
#define TWOBIN_GROUP 8
#define TWOBIN_GROUPS 4

/// What the kernels need to know of 32 series.
typedef struct {
    /// Observations; 0 where missing.
    const double *y;
    /// 1 where observed, 0 where missing; NULL where all 32 series are complete.
    const double *mask;
    /// Length of each group of eight series, the longest of its lanes; 0 for an empty group.
    int32_t length[TWOBIN_GROUPS];
    /// Length of each of the 32 series, where those of a group differ (with a mask that is 0 beyond); NULL where each has its group's.
    /// An empty lane has its group's length.
    const int32_t *lane_length;
} twobin_block;

/// The additive recursion's parameters, one value per lane: alpha, beta, gamma, phi at [i * 32 + lane].
/// beta and phi are read only with a trend, gamma only with a season.
typedef struct {
    const double *values;
    /// 0 no slope, 1 slope.
    int32_t trend;
    /// Season length m; 0 none.
    int32_t season;
} twobin_smoothing;

/// One-step errors from an initial state.
///   base = level + phi slope;  e = y - base - season[t mod m];  level = base + alpha e;  slope = phi slope + beta e;
///   season[t mod m] += gamma e;  where y is missing e = 0.
/// `state` holds the initial state and receives the state after each series' last period. `errors` receives e (not written
/// beyond a group's length). `sse` receives the sum of squared errors per lane.
void twobin_errors(const twobin_block *block, const twobin_smoothing *model, double *state, double *errors, double *sse);

/// As `twobin_errors`, without storing the errors.
void twobin_sum_of_squares(const twobin_block *block, const twobin_smoothing *model, double *state, double *sse);

/// X'e for the design X of the initial state (row t: derivative of the one-step forecast of period t), by the adjoint of the
/// recursion, run backwards: O(length) per series whatever the season length. `product` receives X'e as [state * 32 + lane].
void twobin_adjoint(const twobin_block *block, const twobin_smoothing *model, const double *errors, double *product);

/// How much of the sum of squares the best initial state explains: |L^-1 b|^2 per lane, for b = `product` reduced to seasons
/// that sum to zero (b_j - b_{m-1}), L the Cholesky factor of the reduced X'X.
///   factors[g]: for own = 0 the lower triangle of order k that the eight lanes of group g share, row-major; for own = 1 the packed lower
///   triangles of its eight lanes as `twobin_factors` leaves them. The diagonal is replaced by its reciprocal; NULL skips the group.
///   scratch: k * 32 doubles.
/// If `state` is not NULL the solution itself is written there, seasons expanded to m entries that sum to zero.
void twobin_solve(const double *const *factors, int32_t own, int32_t order, int32_t trend, int32_t season,
                  const double *product, double *scratch, double *explained, double *state);

/// Cholesky factors of X'X + Lambda for eight patterns of observed periods at one grid point: the designs of the initial state.
///   mask: 1 observed, 0 missing or beyond the lane's end, at [t * 8 + lane]; parameters: alpha, beta, gamma, phi.
///   Lambda: slope_precision, and season_precision for each of the m seasons, which sum to zero.
///   work: (3 + 2 m + m (m + 1) / 2) * 8 doubles.
///   factors: packed lower triangle of order k = 1 + trend + (m - 1), entry (i, j) of a lane at [(i (i + 1) / 2 + j) * 8 + lane], diagonal replaced
///   by its reciprocal; zeros for a lane that is not usable.
///   products: the pivots of each lane, multiplied eight at a time, at [i / 8 * 8 + lane] for i = 0, 8, ... below k.
///   usable: 1, or 0 for a lane in which a pivot has lost all of its digits.
/// O(length m + k^3 / 6) for each pattern. 64-byte aligned.
void twobin_factors(
    const double *mask, int32_t length, const double *parameters, int32_t trend, int32_t season,
    double slope_precision, double season_precision, double *work, double *factors, double *products, double *usable);

/// X'X of series without gaps at eight grid points: `work` holds it for series of `from` periods and receives it for series of `to` periods.
///   parameters: alpha, beta, gamma, phi of the eight points at [i * 8 + lane]; work: (3 + 2 m + m (m + 1) / 2) * 8 doubles, set to 0 where `from` is 0.
/// O((to - from) m).
void twobin_complete_products(int32_t from, int32_t to, const double *parameters, int32_t trend, int32_t season, double *work);

/// Cholesky factors of X'X + Lambda of series of `length` periods without gaps at eight grid points, from what `twobin_complete_products` left for that
/// length: the bits are those of `twobin_factors`. `ordered` is scratch of the size of `work`; the rest is as there.
void twobin_complete_factors(
    int32_t length, int32_t trend, int32_t season, double slope_precision, double season_precision, const double *work, double *ordered,
    double *factors, double *products, double *usable);

/// total[i] = total[i] * keep + add * value[i] for `states` states, with keep and add per lane: a running weighted sum whose
/// weights are relative to their largest so far.
void twobin_accumulate(int32_t states, const double *value, const double *keep, const double *add, double *total);

/// Dynamic optimised Theta for one series at 16 values of alpha at once (one alpha per lane).
///   y: `length` values, mask: 1 observed / 0 missing or NULL; alpha: 16 values in (0, 1); ridge: weight of the pull of omega to 1/2.
///   forecast: horizon * 16, period-major; sse: penalised sum of squares; used: number of errors that count.
void twobin_theta(const double *y, const double *mask, int32_t length, const double *alpha, double ridge, int32_t horizon,
                  double *forecast, double *sse, double *omega, int32_t *used);

/// Rows of an autoregression on windows: row i, of window + 1 numbers, belongs to period t = end + i and is roots[i] times
/// [z[t - window + 1] - z[t], ..., z[t - 1] - z[t], 1, z[t + 1] - z[t]].
void twobin_window_rows(const double *z, int64_t end, int64_t count, int32_t window, const double *roots, double *rows);

/// Adds, for the lags a = -1 ... window - 1 (a at row and column a + 1) of all such periods t, the sums over t of z[t - a] z[t - b] to
/// products[(a + 1) (window + 2) + b + 1] for a <= b, and those of z[t - a] to the last column. `row` is scratch for window + 1 numbers.
/// Neighbours on a diagonal differ by one product at each end: O(length window + window^2).
void twobin_window_products(const double *z, int64_t length, int32_t window, double *row, double *products);

/// out[i] = the last number of that row (with root 1) less the others times `coefficients`.
void twobin_window_residuals(const double *z, int64_t end, int64_t count, const double *coefficients, int32_t window, double *out);

/// Weighted products of eight columns: gram[8 j + k] = sum over i of weights[i] rows[8 i + j] rows[8 i + k].
void twobin_weighted_gram(const double *rows, const double *weights, int64_t count, double *gram);

/// product[i] = sum over the eight columns of row i times `factors`.
void twobin_row_products(const double *rows, const double *factors, int64_t count, double *product);

/// out[r] = sum over c of table[r width + c] x[c], for `width` a multiple of eight.
void twobin_table_times(const double *table, int32_t rows, int32_t width, const double *x, double *out);

/// out[c] = sum over r of y[r] table[r width + c], for `width` a multiple of eight.
void twobin_times_table(const double *table, int32_t rows, int32_t width, const double *y, double *out);

/// out[i] = exp(-rate distance[i]); 0 where the exponent is below -700 or the distance infinite.
void twobin_decay(const double *distance, double rate, int32_t count, double *out);

/// P(shape, x), P(shape + 1, x) and P(shape + 2, x), the regularised incomplete gamma functions, at `count` points, a multiple of eight.
///   x: above 0, in units of the scale; beyond the reach of a double both the work and the errors grow.
///   constant: -log(Gamma(shape + 1)) + shape log(shape) - shape.
void twobin_gamma_moments(
    double shape, double constant, const double *x, int32_t count, double *zeroth, double *first, double *second);

/// Upper tails and first losses at a whole number k >= 0 of distributions with P(i + 1) = P(i) (a + b i) / (i + 1), eight to a vector: sums of P(k + j) and
/// j P(k + j) over j = 1, 2, ...
///   size, scale: of negative binomials (a = q r, b = q = scale / (1 + scale)); size 0: `next` holds P(k + 1), as for Poisson (a = mean, b = 0).
///   stirling: what Stirling's formula leaves out of log (k + 1)!.
///   highest: terms may rise up to here.
///   next: receives P(k + 1), by Loader's saddle-point form.
///   count: a multiple of eight; lanes beyond the last distribution have size, a, b and next 0.
void twobin_count_losses(
    double k, double stirling, double highest, const double *size, const double *scale, const double *a, const double *b, int32_t count,
    double *next, double *tail, double *first);

#endif
