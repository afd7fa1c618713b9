#ifndef TWOBIN_CSQLITE_SHIM_H
#define TWOBIN_CSQLITE_SHIM_H
#include <sqlite3.h>
#endif
