#ifndef TWOBIN_CZLIB_SHIM_H
#define TWOBIN_CZLIB_SHIM_H
#include <zlib.h>
#endif
