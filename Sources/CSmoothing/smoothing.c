#include "CSmoothing.h"
