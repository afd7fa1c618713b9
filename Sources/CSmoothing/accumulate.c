#include "lanes.h"

TWOBIN_DISPATCH
void twobin_accumulate(int32_t states, const double *value, const double *keep, const double *add, double *total)
{
    const lanes *v = (const lanes *)value, *k = (const lanes *)keep, *a = (const lanes *)add;
    lanes *t = (lanes *)total;
    for (int s = 0; s < states; s++)
        for (int g = 0; g < TWOBIN_GROUPS; g++) {
            int at = s * TWOBIN_GROUPS + g;
            t[at] = t[at] * k[g] + a[g] * v[at];
        }
}
