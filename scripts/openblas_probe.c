/* Prints how the OpenBLAS that programs on this machine will load was built:
   openblas_get_parallel() is 0 for the serial kind, 1 for POSIX threads, 2 for OpenMP. */
#include <stdio.h>

int openblas_get_parallel(void);
char *openblas_get_config(void);

int main(void) {
    printf("parallel=%d config=%s\n", openblas_get_parallel(), openblas_get_config());
    return 0;
}
