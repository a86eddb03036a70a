/* A disk that fails at the Nth write, for tests: gcc -shared -fPIC -O1 -o full_disk.so full_disk.c -ldl, LD_PRELOAD.
 *
 * Counts the calls that write to files below one folder (write, pwrite, fsync, ftruncate that grows, new files and
 * folders, rename). fault_arm(folder, n, error, lasting, part) lets the Nth of them and, when lasting, all after it
 * fail with that error; with part, a write that fails first writes half of what it was given, as a disk that fills
 * up does. n 0 only counts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char below[PATH_MAX];
static long count, first;
static int error, lasting, part;

void fault_arm(const char *folder, int n, int code, int for_ever, int half) {
    strncpy(below, folder, sizeof below - 1);
    first = n, error = code, lasting = for_ever, part = half, count = 0;
}

int fault_count(void) { return (int)count; }

static int ours(const char *path) { return below[0] && !strncmp(path, below, strlen(below)); }

static int ours_open(int fd) {
    char name[64], path[PATH_MAX];
    if (!below[0]) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(name, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return ours(path);
}

static int fails(void) {
    count++;
    return first && (count == first || (lasting && count > first));
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *from, size_t size) {
    REAL(write);
    if (ours_open(fd) && fails()) {
        if (part && size > 1) return real(fd, from, size / 2);
        errno = error;
        return -1;
    }
    return real(fd, from, size);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    REAL(pwrite64);
    if (ours_open(fd) && fails()) {
        if (part && size > 1) return real(fd, from, size / 2, at);
        errno = error;
        return -1;
    }
    return real(fd, from, size, at);
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { return pwrite64(fd, from, size, at); }

int fsync(int fd) {
    REAL(fsync);
    if (ours_open(fd) && fails()) { errno = error; return -1; }
    return real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    if (ours_open(fd) && fails()) { errno = error; return -1; }
    return real(fd);
}

int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    struct stat now;
    if (ours_open(fd) && !fstat(fd, &now) && size > now.st_size && fails()) { errno = error; return -1; }
    return real(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int refused(const char *path, int flags) {
    int makes = (flags & O_CREAT) && access(path, F_OK);
    int writes = error == EROFS && (flags & (O_WRONLY | O_RDWR));
    return ours(path) && (makes || writes) && fails();
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list more;
    va_start(more, flags);
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    va_end(more);
    if (refused(path, flags)) { errno = error; return -1; }
    return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    va_end(more);
    return open64(path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (ours(path) && access(path, F_OK) && fails()) { errno = error; return -1; }
    return real(path, mode);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (ours(to) && fails()) { errno = error; return -1; }
    return real(from, to);
}
