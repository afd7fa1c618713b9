/* The elementary functions of the C library (exp, log, pow, floor, ...), for targets that do without Foundation. */
#include <math.h>
