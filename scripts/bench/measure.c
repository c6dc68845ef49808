/*
 * Runs a command and writes its cost to a file descriptor, as one line of JSON.
 *
 *   measure DESCRIPTOR COMMAND [ARGUMENT]...
 *
 * Wall clock runs from before the process is created until it is reaped; CPU time and peak memory come
 * from wait4, so they are those of this child. `status` is its exit code, or 128 plus the signal.
 *
 * In C because it must be small: on Linux, the peak memory of a new process includes that of its parent
 * at the time of the fork, so a parent of 10 MiB would hide any smaller child.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) {
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fputs("usage: measure DESCRIPTOR COMMAND [ARGUMENT]...\n", stderr);
        return 2;
    }
    int descriptor = atoi(arguments[1]);
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
        perror("measure: the descriptor");
        return 2;
    }

    pid_t child;
    int status;
    struct rusage usage;
    long long start = nanoseconds();
    int error = posix_spawn(&child, arguments[2], NULL, NULL, arguments + 2, environ);
    if (error != 0) {
        fprintf(stderr, "measure: %s: %s\n", arguments[2], strerror(error));
        return 2;
    }
    if (wait4(child, &status, 0, &usage) != child) {
        perror("measure: wait4");
        return 2;
    }
    long long wall = nanoseconds() - start;

    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    long long cpu = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
    dprintf(descriptor,
            "{\"status\": %d, \"wall_ns\": %lld, \"cpu_us\": %lld, \"peak_kib\": %ld}\n",
            code, wall, cpu, usage.ru_maxrss);
    return 0;
}
