/* Linked into the Python package's library so that it runs on older C libraries than the one it was built with: glibc 2.34 in place of 2.36.
   Newer versions of these functions are asked for only because the headers of the build machine name them. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>

/* glibc 2.36; expat seeds its hash tables with it. */
void arc4random_buf(void *buffer, size_t count) {
    unsigned char *place = buffer;
    while (count > 0) {
        ssize_t got = getrandom(place, count, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            abort();
        }
        place += got;
        count -= (size_t)got;
    }
}

/* glibc 2.35 dropped the error handling of an old standard from them; the values are the same. */
double hypot_before_2_35(double x, double y);
float hypotf_before_2_35(float x, float y);
#if defined(__x86_64__)
__asm__(".symver hypot_before_2_35,hypot@GLIBC_2.2.5");
__asm__(".symver hypotf_before_2_35,hypotf@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver hypot_before_2_35,hypot@GLIBC_2.17");
__asm__(".symver hypotf_before_2_35,hypotf@GLIBC_2.17");
#endif
double hypot(double x, double y) { return hypot_before_2_35(x, y); }
float hypotf(float x, float y) { return hypotf_before_2_35(x, y); }
