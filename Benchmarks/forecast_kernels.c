// What the smoothing kernels cost per series, beside the same X'e by dgemm. Prints nanoseconds; seven repetitions, the least.
//
// cc -O2 -ISources/CSmoothing/include Benchmarks/forecast_kernels.c Sources/CSmoothing/*.c $(pkg-config --cflags --libs openblas) -lm -o kernels
// OPENBLAS_NUM_THREADS=1 ./kernels
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "CSmoothing.h"

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double *numbers(size_t count, double size)
{
    double *p = aligned_alloc(64, (count * sizeof(double) + 63) / 64 * 64);
    if (!p) exit(1);
    for (size_t i = 0; i < count; i++) p[i] = size * (rand() / (double)RAND_MAX - 0.5);
    return p;
}

// Least nanoseconds per series (32 at a time) of seven repetitions of `runs` calls.
#define LEAST(result, runs, call) do { \
    result = 1e30; \
    for (int repeat = 0; repeat < 7; repeat++) { \
        double start = seconds(); \
        for (int run = 0; run < (runs); run++) { call; } \
        double each = (seconds() - start) / (runs) / TWOBIN_LANES * 1e9; \
        if (each < result) result = each; \
    } } while (0)

static void measure(int length, int season)
{
    int states = 2 + season, order = 2 + (season > 0 ? season - 1 : 0), runs = 4000000 / length / 32 + 1;
    double *y = numbers((size_t)length * 32, 2), *errors = numbers((size_t)length * 32, 1), *state = numbers(states * 32, 0);
    double *product = numbers(states * 32, 1), *sse = numbers(32, 0), *values = numbers(4 * 32, 0);
    double *scratch = numbers(order * 32, 0), *explained = numbers(32, 0), *factor = numbers(order * order, 0.01);
    double *design = numbers((size_t)length * order, 1), *result = numbers(order * 32, 0);
    for (int i = 0; i < 32; i++) {
        values[i] = 0.3;
        values[32 + i] = 0.03;
        values[64 + i] = 0.1;
        values[96 + i] = 0.9;
    }
    for (int i = 0; i < order; i++) factor[i * order + i] = 1;
    twobin_block block = {y, NULL, {length, length, length, length}, NULL};
    twobin_smoothing model = {values, 1, season};
    const double *factors[] = {factor, factor, factor, factor};
    double forward, adjoint, gemm, solve;
    LEAST(forward, runs, twobin_errors(&block, &model, state, errors, sse));
    LEAST(adjoint, runs, twobin_adjoint(&block, &model, errors, product));
    LEAST(gemm, runs, cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, order, 32, length, 1, design, order, errors, 32, 0, result, 32));
    LEAST(solve, runs, twobin_solve(factors, 0, order, 1, season, product, scratch, explained, state));
    printf("T=%-5d m=%-3d k=%-3d errors %4.0f (%.2f per step)  adjoint %4.0f (%.2f per step)  dgemm %4.0f (%.0f GF/s)  solve %4.0f\n",
           length, season, order, forward, forward / length, adjoint, adjoint / length, gemm, 2.0 * length * order / gemm, solve);
    double *all[] = {y, errors, state, product, sse, values, scratch, explained, factor, design, result};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

int main(void)
{
    measure(117, 0);
    measure(117, 12);
    measure(156, 52);
    measure(1941, 7);
    return 0;
}
