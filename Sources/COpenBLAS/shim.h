// OpenBLAS: CBLAS, plus the few LAPACK routines Twobin calls, declared with the Fortran calling convention.
#ifndef TWOBIN_COPENBLAS_SHIM_H
#define TWOBIN_COPENBLAS_SHIM_H

#include <stddef.h>
#include <cblas.h>

// Every character argument of a gfortran routine has its length appended as a hidden trailing size_t.

/// Solves A X = B for symmetric positive definite A.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda,
            double *b, const int *ldb, int *info, size_t uplo_length);
/// Cholesky factor of a symmetric positive definite matrix.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
/// Solves A X = B from the factor that dpotrf_ left in A.
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda,
             double *b, const int *ldb, int *info, size_t uplo_length);
/// Inverse from the factor that dpotrf_ left in A.
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
/// Least squares by QR.
void dgels_(const char *trans, const int *m, const int *n, const int *nrhs, double *a, const int *lda,
            double *b, const int *ldb, double *work, const int *lwork, int *info, size_t trans_length);

#endif
