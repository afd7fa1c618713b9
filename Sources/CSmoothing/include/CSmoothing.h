#ifndef TWOBIN_CSMOOTHING_H
#define TWOBIN_CSMOOTHING_H
#include <stddef.h>
#include <stdint.h>
#endif
