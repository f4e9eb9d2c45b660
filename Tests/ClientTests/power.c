/* Records what a program does to the files of its data directory, so that a power cut can be played
   at any point of it (power.py).

   POWER_TRACE names the file that the record goes to, POWER_ROOT the directory. An entry is 32 bytes,
   a path and the bytes that were written:

       0  what was done: w write, d durable, s sync, t length, a length at  1
          least, r rename, u remove
       1  1 when a write is durable as soon as it returns (O_DSYNC)          1
       2  0                                                                  2
       4  length of the path, and for a rename of both with a 0 between      4
       8  offset or new length; for a sync: bytes of the record when it      8
          was begun, so that only writes before count
      16  count of bytes that follow the path                                8
      24  for the second entry of a durable write, d: where the first began  8

   A write is entered before it is made, everything else once it is done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) __typeof__(&name) real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name)

struct entry {
    char kind, durable, unused[2];
    uint32_t path_length;
    uint64_t offset, count, origin;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static uint64_t traced;

/* Whether the path is of the data directory; memtables do not outlive the process. */
static int is_watched(const char *path) {
    const char *root = getenv("POWER_ROOT");
    return root && !strncmp(path, root, strlen(root)) && !strstr(path, "/recent-")
        && !strstr(path, "lock.mdb");
}

static int find_path(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_watched(path);
}

static void put(const void *bytes, size_t count) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    const char *next = bytes;
    while (count > 0) {
        ssize_t done = real(trace, next, count);
        if (done < 0) { if (errno == EINTR) continue; abort(); }
        next += done;
        count -= done;
        traced += done;
    }
}

/* Returns where the entry begins. */
static uint64_t enter(struct entry entry, const char *path, const struct iovec *parts, int n) {
    pthread_mutex_lock(&lock);
    if (trace < 0) {
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
        trace = real(getenv("POWER_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (trace < 0) abort();
    }
    uint64_t start = traced;
    if (!entry.path_length) entry.path_length = strlen(path);
    for (int i = 0; i < n; i++) entry.count += parts[i].iov_len;
    put(&entry, sizeof entry);
    put(path, entry.path_length);
    for (int i = 0; i < n; i++) put(parts[i].iov_base, parts[i].iov_len);
    pthread_mutex_unlock(&lock);
    return start;
}

static uint64_t now(void) {
    pthread_mutex_lock(&lock);
    uint64_t bytes = traced;
    pthread_mutex_unlock(&lock);
    return bytes;
}

/* A write of all parts at `offset`, made by `make`. */
#define WRITE(fd, parts, n, at, make) \
    char path[4096]; \
    int saved = errno, watched = find_path(fd, path, sizeof path); \
    uint64_t start = 0; \
    int durable = watched && (fcntl(fd, F_GETFL) & O_DSYNC) != 0; \
    if (watched) start = enter((struct entry){'w', durable, {0}, 0, at, 0, 0}, path, parts, n); \
    errno = saved; \
    ssize_t done = make; \
    saved = errno; \
    if (durable && done >= 0) enter((struct entry){'d', 0, {0}, 0, 0, 0, start}, path, NULL, 0); \
    errno = saved; \
    return done;

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite); struct iovec part = {(void *) bytes, count};
    WRITE(fd, &part, 1, offset, real(fd, bytes, count, offset))
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64); struct iovec part = {(void *) bytes, count};
    WRITE(fd, &part, 1, offset, real(fd, bytes, count, offset))
}
ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t offset) {
    REAL(pwritev); WRITE(fd, parts, n, offset, real(fd, parts, n, offset))
}
ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t offset) {
    REAL(pwritev64); WRITE(fd, parts, n, offset, real(fd, parts, n, offset))
}
ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write); struct iovec part = {(void *) bytes, count};
    WRITE(fd, &part, 1, lseek(fd, 0, SEEK_CUR), real(fd, bytes, count))
}
ssize_t writev(int fd, const struct iovec *parts, int n) {
    REAL(writev); WRITE(fd, parts, n, lseek(fd, 0, SEEK_CUR), real(fd, parts, n))
}

/* Something else that has been done to an open file. */
#define AFTERWARDS(fd, kind, at, make) \
    char path[4096]; \
    int saved = errno, watched = find_path(fd, path, sizeof path); \
    uint64_t begun = watched ? now() : 0; \
    errno = saved; \
    int result = make; \
    saved = errno; \
    (void) begun; \
    if (watched && result == 0) enter((struct entry){kind, 0, {0}, 0, at, 0, 0}, path, NULL, 0); \
    errno = saved; \
    return result;

int fdatasync(int fd) { REAL(fdatasync); AFTERWARDS(fd, 's', begun, real(fd)) }
int fsync(int fd) { REAL(fsync); AFTERWARDS(fd, 's', begun, real(fd)) }
int ftruncate(int fd, off_t size) { REAL(ftruncate); AFTERWARDS(fd, 't', size, real(fd, size)) }
int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64); AFTERWARDS(fd, 't', size, real(fd, size))
}
/* Never makes a file shorter, so `a`: at least so long. */
int posix_fallocate(int fd, off_t offset, off_t size) {
    REAL(posix_fallocate); AFTERWARDS(fd, 'a', offset + size, real(fd, offset, size))
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) {
    REAL(posix_fallocate64); AFTERWARDS(fd, 'a', offset + size, real(fd, offset, size))
}

/* A file that is made, or emptied, by being opened. */
#define OPENED(make) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); \
    } \
    int is_new = (flags & O_CREAT) && is_watched(path) && access(path, F_OK) != 0; \
    int fd = make; \
    int saved = errno; \
    if (fd >= 0 && is_watched(path) && (is_new || (flags & O_TRUNC))) \
        enter((struct entry){'t', 0, {0}, 0, 0, 0, 0}, path, NULL, 0); \
    errno = saved; \
    return fd;

int open(const char *path, int flags, ...) { REAL(open); OPENED(real(path, flags, mode)) }
int open64(const char *path, int flags, ...) { REAL(open64); OPENED(real(path, flags, mode)) }

int rename(const char *from, const char *to) {
    REAL(rename);
    int result = real(from, to);
    if (result == 0 && is_watched(from)) {
        char both[8192];
        int length = snprintf(both, sizeof both, "%s%c%s", from, 0, to);
        int saved = errno;
        enter((struct entry){'r', 0, {0}, length, 0, 0, 0}, both, NULL, 0);
        errno = saved;
    }
    return result;
}
int unlink(const char *path) {
    REAL(unlink);
    int result = real(path);
    if (result == 0 && is_watched(path)) {
        int saved = errno;
        enter((struct entry){'u', 0, {0}, 0, 0, 0, 0}, path, NULL, 0);
        errno = saved;
    }
    return result;
}
