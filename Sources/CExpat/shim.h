#ifndef TWOBIN_CEXPAT_SHIM_H
#define TWOBIN_CEXPAT_SHIM_H
#include <expat.h>
#endif
