#ifndef TWOBIN_CXLSXWRITER_SHIM_H
#define TWOBIN_CXLSXWRITER_SHIM_H
#include <xlsxwriter.h>
#endif
