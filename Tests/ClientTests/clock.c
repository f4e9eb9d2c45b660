/* Moves the wall clock of a program that is started with this library preloaded. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *time) {
    static int (*original)(clockid_t, struct timespec *);
    static long shift;
    if (original == NULL) {
        const char *seconds = getenv("TEST_CLOCK_SHIFT_SECONDS");
        if (seconds != NULL) shift = atol(seconds);
        original = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    }
    int result = original(id, time);
    if (result == 0 && id == CLOCK_REALTIME) time->tv_sec += shift;
    return result;
}
