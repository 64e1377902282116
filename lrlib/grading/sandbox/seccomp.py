"""The list of system calls that a learner's process may make, compiled for the kernel.

The list is compiled out here, for libseccomp cannot be loaded in the sandbox, and loaded in
there. Everything that is not on it fails with EPERM: no process is started, no program run, no
socket opened, nothing mounted, traced or signalled.
"""

from __future__ import annotations

import errno
import tempfile
from functools import cache
from typing import Any, Final

__all__ = ["compiled"]

_ALLOWED: Final = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek
    open openat close close_range dup dup2 dup3 pipe pipe2 sendfile copy_file_range
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getcwd chdir fchdir getdents getdents64 umask
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate
    fsync fdatasync
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    eventfd2 sendto recvfrom shutdown getsockopt
    mmap munmap mprotect mremap madvise brk msync mincore
    futex set_robust_list get_robust_list rseq membarrier set_tid_address arch_prctl
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack
    setitimer getitimer alarm pause timer_create timer_settime timer_gettime timer_delete
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
    getpgid getsid getrlimit getrusage sysinfo uname getrandom getcpu capget
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min
    restart_syscall exit exit_group
""".split()

_CLONE_THREAD: Final = 0x00010000
_CLONE_NEW: Final = 0x7E020080  # any new namespace
_TERMINAL: Final = (0x5401, 0x5413, 0x5421, 0x541B, 0x5450, 0x5451)  # is it one? how large?
_AF_UNIX: Final = 1
# Duplicate, flags and locks; not owner and signal, which would send signals to others.
_FCNTL: Final = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032, 1034)


@cache
def compiled(first_process: bool) -> bytes:
    """Return the filter as the kernel takes it.

    Parameters
    ----------
    first_process : bool
        Whether the learner's process is number 1 of its own process namespace, and so may
        signal number 1: itself.
    """
    import pyseccomp as sc

    rules = sc.SyscallFilter(sc.ERRNO(errno.EPERM))

    def allow(name: str, *conditions: Any) -> None:
        try:
            rules.add_rule(sc.ALLOW, name, *conditions)
        except (OSError, ValueError):
            return  # a call that this architecture does not have

    for name in _ALLOWED:
        allow(name)
    # Threads, but no processes; glibc falls back to clone where clone3 is unknown.
    thread_mask = _CLONE_THREAD | _CLONE_NEW
    allow("clone", sc.Arg(0, sc.MASKED_EQ, thread_mask, _CLONE_THREAD))
    rules.add_rule(sc.ERRNO(errno.ENOSYS), "clone3")
    # asyncio makes a pair of sockets to wake itself.
    allow("socketpair", sc.Arg(0, sc.EQ, _AF_UNIX))
    allow("prlimit64", sc.Arg(2, sc.EQ, 0))
    for request in _TERMINAL:
        allow("ioctl", sc.Arg(1, sc.EQ, request))
    for command in _FCNTL:
        allow("fcntl", sc.Arg(1, sc.EQ, command))
    if first_process:
        for name in ("utimensat", "chmod", "fchmod", "fchmodat"):
            allow(name)
        for name in ("kill", "tkill", "tgkill"):
            allow(name, sc.Arg(0, sc.EQ, 1))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
