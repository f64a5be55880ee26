/* Counts what a process does to the files under one folder, and strikes at the N-th of it.

   Loaded before the C library (LD_PRELOAD), so that whatever Python, SQLite or SQLCipher asks of the system goes
   through here first. A server process arms it in each child that it forks (see server.py); a process that has not
   been armed is left alone. Linux only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Kinds of calls, as bits: which of them a fault concerns is told by a mask. */
enum { WRITE = 1, SYNC = 2, TRUNCATE = 4, CREATE = 8, NAME = 16, UNLINK = 32, MODE = 64, FOLDER = 128 };
/* What happens at the N-th call. SHORT: half of that write is done and said so, as a system may. */
enum { NOTHING, KILL_BEFORE, KILL_AFTER, KILL_HALF, FAIL_ONCE, FAIL_ON, SHORT_ONCE, SHORT_THEN_FAIL };

#define TRACED 200000
#define TOLD 72

/* Shared with the process that forked this one, which reads it when this one is dead. */
struct told {
    volatile long calls;
    volatile long struck; /* the last call that was struck at; 0 where none was */
    char trace[TRACED][TOLD];
};

static struct told *told;
static char under[PATH_MAX];
static size_t under_length;
static long strike_at;
static int action, fault;
static long mask;
static int armed, halved;
static int recording = -1;

__attribute__((constructor)) static void begin(void) {
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (told == MAP_FAILED) told = NULL;
}

/* From now on, count in this process what happens under `folder`, and strike at call `at`. */
void faults_arm(const char *folder, long at, int what, int error, long kinds, const char *record) {
    if (!told) return;
    told->calls = told->struck = 0;
    under_length = strlen(folder);
    memcpy(under, folder, under_length + 1);
    strike_at = at, action = what, fault = error, mask = kinds;
    recording = *record ? (int)syscall(SYS_openat, AT_FDCWD, record, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600) : -1;
    halved = 0;
    armed = 1;
}

long faults_calls(void) { return told ? told->calls : -1; }
long faults_struck(void) { return told ? told->struck : -1; }
const char *faults_trace(long number) {
    return told && number >= 1 && number <= TRACED ? told->trace[number - 1] : "";
}

static int is_ours(const char *path) {
    return strncmp(path, under, under_length) == 0 && (path[under_length] == '/' || path[under_length] == 0);
}

/* The full name of a path that was given beside a folder. */
static void whole(int folder, const char *path, char *full) {
    char link[64];
    ssize_t length = 0;
    if (*path != '/') {
        if (folder == AT_FDCWD) {
            if (syscall(SYS_getcwd, full, PATH_MAX) > 0) length = (ssize_t)strlen(full);
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            length = syscall(SYS_readlinkat, AT_FDCWD, link, full, PATH_MAX - 1);
            if (length < 0) length = 0;
        }
        full[length++] = '/';
    }
    snprintf(full + length, PATH_MAX - (size_t)length, "%s", path);
}

static int name_of(int handle, char *full) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, full, PATH_MAX - 1);
    if (length <= 0) return 0;
    full[length] = 0;
    return is_ours(full);
}

static void die(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

/* What is to be done about this call. */
enum { GO, FAIL, HALF, HALF_AND_DIE, DIE_AFTER };

static int met(int kind, const char *verb, const char *path) {
    long number = __atomic_add_fetch(&told->calls, 1, __ATOMIC_SEQ_CST);
    if (number <= TRACED) {
        const char *name = path + under_length;
        size_t length = strlen(name);
        snprintf(told->trace[number - 1], TOLD, "%s %s", verb, length > 56 ? name + length - 56 : name);
    }
    if (!strike_at || number < strike_at) return GO;
    if (action <= KILL_HALF) {
        if (number > strike_at) return GO;
        told->struck = number;
        if (action == KILL_BEFORE) die();
        return action == KILL_HALF && kind == WRITE ? HALF_AND_DIE : DIE_AFTER;
    }
    /* Where the call told of is not of these kinds, the first one after it is met. */
    int halves = !halved && (action == SHORT_ONCE || action == SHORT_THEN_FAIL);
    if (halves ? kind != WRITE : !(kind & mask)) return GO;
    told->struck = number;
    if (halves) { halved = 1; return HALF; }
    if (action == FAIL_ONCE) strike_at = 0;
    return FAIL;
}

static long after(int todo, long result) {
    if (todo == DIE_AFTER) die();
    return result;
}

static long failed(void) {
    errno = fault;
    return -1;
}

/* What a plug that is pulled would have left is worked out from this (see power.py). */
static void record(char verb, const char *path, const char *other, long offset, const void *data, size_t length) {
    if (recording < 0) return;
    uint32_t head[3] = {(uint32_t)strlen(path), (uint32_t)strlen(other), (uint32_t)length};
    int64_t place = offset;
    struct iovec parts[] = {{&verb, 1}, {head, sizeof head}, {&place, sizeof place},
        {(void *)path, head[0]}, {(void *)other, head[1]}, {(void *)data, length}};
    int before = errno;
    syscall(SYS_writev, recording, parts, 6);
    errno = before;
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* A call on an open file. */
#define ON_HANDLE(kind, verb, handle, call) \
    char full[PATH_MAX]; \
    if (!armed || !name_of(handle, full)) return call; \
    int todo = met(kind, verb, full); \
    if (todo == FAIL) return failed()

#define WRITING(handle, length, offset, call, half) \
    ON_HANDLE(WRITE, "write", handle, call); \
    if (todo == HALF || todo == HALF_AND_DIE) { \
        length = (length + 1) / 2; \
        long written = half; \
        if (todo == HALF_AND_DIE) die(); \
        return written; \
    } \
    record('w', full, "", offset, data, length); \
    return after(todo, call)

static long place_in(int handle) {
    int flags = fcntl(handle, F_GETFL);
    return lseek(handle, 0, flags & O_APPEND ? SEEK_END : SEEK_CUR);
}

ssize_t write(int handle, const void *data, size_t length) {
    REAL(write);
    WRITING(handle, length, recording < 0 ? 0 : place_in(handle), real(handle, data, length), real(handle, data, length));
}
ssize_t pwrite(int handle, const void *data, size_t length, off_t offset) {
    REAL(pwrite);
    WRITING(handle, length, offset, real(handle, data, length, offset), real(handle, data, length, offset));
}
ssize_t pwrite64(int handle, const void *data, size_t length, off64_t offset) {
    REAL(pwrite64);
    WRITING(handle, length, offset, real(handle, data, length, offset), real(handle, data, length, offset));
}
ssize_t writev(int handle, const struct iovec *parts, int count) {
    REAL(writev);
    ON_HANDLE(WRITE, "write", handle, real(handle, parts, count));
    if (todo == HALF || todo == HALF_AND_DIE) {
        long written = real(handle, parts, (count + 1) / 2);
        if (todo == HALF_AND_DIE) die();
        return written;
    }
    for (int i = 0; recording >= 0 && i < count; i++)
        record('w', full, "", place_in(handle), parts[i].iov_base, parts[i].iov_len);
    return after(todo, real(handle, parts, count));
}
/* Copies within the system are refused, so that a program copies by reading and writing. */
ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
    REAL(sendfile);
    char full[PATH_MAX];
    if (armed && name_of(to, full)) { errno = EINVAL; return -1; }
    return real(to, from, offset, count);
}
ssize_t copy_file_range(int from, off64_t *start, int to, off64_t *end, size_t count, unsigned flags) {
    REAL(copy_file_range);
    char full[PATH_MAX];
    if (armed && name_of(to, full)) { errno = EXDEV; return -1; }
    return real(from, start, to, end, count, flags);
}

int fsync(int handle) {
    REAL(fsync);
    ON_HANDLE(SYNC, "fsync", handle, real(handle));
    record('s', full, "", 0, "", 0);
    return (int)after(todo, real(handle));
}
int fdatasync(int handle) {
    REAL(fdatasync);
    ON_HANDLE(SYNC, "fsync", handle, real(handle));
    record('s', full, "", 0, "", 0);
    return (int)after(todo, real(handle));
}
int ftruncate(int handle, off_t length) {
    REAL(ftruncate);
    ON_HANDLE(TRUNCATE, "truncate", handle, real(handle, length));
    record('t', full, "", length, "", 0);
    return (int)after(todo, real(handle, length));
}
int ftruncate64(int handle, off64_t length) {
    REAL(ftruncate64);
    ON_HANDLE(TRUNCATE, "truncate", handle, real(handle, length));
    record('t', full, "", length, "", 0);
    return (int)after(todo, real(handle, length));
}
int fchmod(int handle, mode_t mode) {
    REAL(fchmod);
    ON_HANDLE(MODE, "chmod", handle, real(handle, mode));
    return (int)after(todo, real(handle, mode));
}

/* A call on a name. */
#define ON_NAME(kind, verb, letter, folder, path, call) \
    char full[PATH_MAX]; \
    if (!armed) return call; \
    whole(folder, path, full); \
    if (!is_ours(full)) return call; \
    int todo = met(kind, verb, full); \
    if (todo == FAIL) return (int)failed(); \
    int result = call; \
    if (result >= 0 && letter) record(letter, full, "", 0, "", 0); \
    return (int)after(todo, result)

/* A call that gives a file another name. */
#define ON_NAMES(verb, letter, folder, path, into, other, call) \
    char full[PATH_MAX], new[PATH_MAX]; \
    if (!armed) return call; \
    whole(folder, path, full); \
    whole(into, other, new); \
    if (!is_ours(new)) return call; \
    int todo = met(NAME, verb, new); \
    if (todo == FAIL) return (int)failed(); \
    int result = call; \
    if (result >= 0) record(letter, full, new, 0, "", 0); \
    return (int)after(todo, result)

int chmod(const char *path, mode_t mode) {
    REAL(chmod);
    ON_NAME(MODE, "chmod", 0, AT_FDCWD, path, real(path, mode));
}
int unlink(const char *path) {
    REAL(unlink);
    ON_NAME(UNLINK, "unlink", 'u', AT_FDCWD, path, real(path));
}
int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    ON_NAME(UNLINK, "unlink", 'u', folder, path, real(folder, path, flags));
}
int rmdir(const char *path) {
    REAL(rmdir);
    ON_NAME(UNLINK, "rmdir", 'u', AT_FDCWD, path, real(path));
}
int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    ON_NAME(FOLDER, "mkdir", 'd', AT_FDCWD, path, real(path, mode));
}
int mkdirat(int folder, const char *path, mode_t mode) {
    REAL(mkdirat);
    ON_NAME(FOLDER, "mkdir", 'd', folder, path, real(folder, path, mode));
}
int rename(const char *path, const char *other) {
    REAL(rename);
    ON_NAMES("rename", 'r', AT_FDCWD, path, AT_FDCWD, other, real(path, other));
}
int renameat(int folder, const char *path, int into, const char *other) {
    REAL(renameat);
    ON_NAMES("rename", 'r', folder, path, into, other, real(folder, path, into, other));
}
int renameat2(int folder, const char *path, int into, const char *other, unsigned flags) {
    REAL(renameat2);
    ON_NAMES("rename", 'r', folder, path, into, other, real(folder, path, into, other, flags));
}
int link(const char *path, const char *other) {
    REAL(link);
    ON_NAMES("link", 'l', AT_FDCWD, path, AT_FDCWD, other, real(path, other));
}
int linkat(int folder, const char *path, int into, const char *other, int flags) {
    REAL(linkat);
    ON_NAMES("link", 'l', folder, path, into, other, real(folder, path, into, other, flags));
}
int symlink(const char *path, const char *other) {
    REAL(symlink);
    ON_NAMES("symlink", 'y', AT_FDCWD, path, AT_FDCWD, other, real(path, other));
}

/* Opening counts where it may make or empty a file; without that it changes nothing. */
#define OPENING(folder, path, flags, call) \
    if (!((flags) & (O_CREAT | O_TRUNC))) return call; \
    ON_NAME(CREATE, "create", (flags) & O_TRUNC ? 'z' : 'c', folder, path, call)

#define MODE_GIVEN(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    REAL(open);
    MODE_GIVEN(flags)
    OPENING(AT_FDCWD, path, flags, real(path, flags, mode));
}
int open64(const char *path, int flags, ...) {
    REAL(open64);
    MODE_GIVEN(flags)
    OPENING(AT_FDCWD, path, flags, real(path, flags, mode));
}
int openat(int folder, const char *path, int flags, ...) {
    REAL(openat);
    MODE_GIVEN(flags)
    OPENING(folder, path, flags, real(folder, path, flags, mode));
}
int openat64(int folder, const char *path, int flags, ...) {
    REAL(openat64);
    MODE_GIVEN(flags)
    OPENING(folder, path, flags, real(folder, path, flags, mode));
}
