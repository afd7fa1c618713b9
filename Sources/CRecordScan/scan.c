// All of it stands in the header, so that the loop over records takes it in.
#include "CRecordScan.h"
