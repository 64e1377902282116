"""The system calls that a learner's process may make, compiled to a filter for the kernel.

The filter is compiled here, because libseccomp cannot be loaded in the sandbox, and loaded
there. Every call that is not allowed fails with EPERM: no process is started, no program run,
no socket opened, nothing mounted, traced or signalled.

Some allowed calls are restricted further, because two learners who are graded at once could
send messages through them: file locks, futexes and leases belong to files that both can read.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import socket
import tempfile
import termios
from functools import cache
from typing import Any, Final

from lrlib.grading.sandbox.inside import kernel

__all__ = ["compiled"]

_ALLOWED: Final = """
    read write readv writev pread64 pwrite64 preadv pwritev lseek
    open openat close close_range dup dup2 dup3 pipe pipe2 sendfile copy_file_range
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getcwd chdir fchdir getdents getdents64 umask
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 ftruncate fallocate
    fsync fdatasync
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    eventfd2 recvfrom shutdown getsockopt
    mmap munmap mprotect mremap madvise brk msync
    set_robust_list get_robust_list rseq membarrier set_tid_address arch_prctl
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack
    setitimer getitimer alarm pause timer_create timer_settime timer_gettime timer_delete
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp
    getpgid getsid getrlimit getrusage sysinfo uname getrandom getcpu capget
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min
    restart_syscall exit exit_group
""".split()
# The standard library asks whether a descriptor is a terminal, how large it is, and how many
# bytes can be read, and sets whether it blocks and whether a new program inherits it.
_IOCTL: Final = (
    termios.TCGETS,
    termios.TIOCGWINSZ,
    termios.FIONBIO,
    termios.FIONREAD,
    termios.FIONCLEX,
    termios.FIOCLEX,
)
# These duplicate descriptors and change flags. F_SETOWN and F_SETSIG would send signals to other
# processes; leases and F_NOTIFY would tell what other processes do with a file.
_FCNTL: Final = (
    fcntl.F_DUPFD,
    fcntl.F_DUPFD_CLOEXEC,
    fcntl.F_GETFD,
    fcntl.F_SETFD,
    fcntl.F_GETFL,
    fcntl.F_SETFL,
    fcntl.F_GETPIPE_SZ,
    fcntl.F_GET_SEALS,
)
_FCNTL_LOCK: Final = (
    fcntl.F_SETLK,
    fcntl.F_SETLKW,
    fcntl.F_OFD_SETLK,
    fcntl.F_OFD_SETLKW,
)


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
    # A tree, not a list: the kernel goes through the filter for each system call when it loads it.
    with contextlib.suppress(OSError, ValueError):  # libseccomp before 2.5 makes only lists
        rules.set_attr(sc.Attr.CTL_OPTIMIZE, 2)
    for name in _ALLOWED:
        _add(rules, sc.ALLOW, name)
    # Threads, but no processes; glibc falls back to clone where clone3 is unknown.
    thread = kernel.CLONE_THREAD
    _add(rules, sc.ALLOW, "clone", sc.Arg(0, sc.MASKED_EQ, thread | kernel.CLONE_NEW, thread))
    _add(rules, sc.ERRNO(errno.ENOSYS), "clone3")
    # asyncio makes a pair of sockets to wake itself. With an address, a datagram socket would
    # reach every service of the machine that listens on a UNIX socket.
    _add(rules, sc.ALLOW, "socketpair", sc.Arg(0, sc.EQ, int(socket.AF_UNIX)))
    _add(rules, sc.ALLOW, "sendto", sc.Arg(4, sc.EQ, 0))
    _add(rules, sc.ALLOW, "prlimit64", sc.Arg(2, sc.EQ, 0))
    # Flags are refused: RWF_NOWAIT tells whether a part of a file has been read before.
    for name in ("preadv2", "pwritev2"):
        _add(rules, sc.ALLOW, name, sc.Arg(5, sc.EQ, 0))
    for request in _IOCTL:
        _add(rules, sc.ALLOW, "ioctl", sc.Arg(1, sc.EQ, request))
    for command in _FCNTL:
        _add(rules, sc.ALLOW, "fcntl", sc.Arg(1, sc.EQ, command))
    _answer_locks(rules, sc)
    _restrict_futexes(rules, sc)
    if first_process:
        for name in ("utimensat", "chmod", "fchmod", "fchmodat"):
            _add(rules, sc.ALLOW, name)
        for name in ("kill", "tkill", "tgkill"):
            _add(rules, sc.ALLOW, name, sc.Arg(0, sc.EQ, 1))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add(rules: Any, action: Any, name: str, *conditions: Any) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except (OSError, ValueError):
        return  # this architecture has no such call


def _answer_locks(rules: Any, sc: Any) -> None:
    """Answer every request to lock a file with success, and take no lock.

    A lock on a file that two learners can read would carry messages between them. Nobody else
    opens the files of a learner's own folder, so a lock there protects nothing: SQLite and HDF5,
    which insist on locks, go on working.
    """
    for command in _FCNTL_LOCK:
        _add(rules, sc.ERRNO(0), "fcntl", sc.Arg(1, sc.EQ, command))
    _add(rules, sc.ERRNO(0), "flock")


def _restrict_futexes(rules: Any, sc: Any) -> None:
    """Allow futexes within the process only.

    A futex without FUTEX_PRIVATE_FLAG in a file that two processes have mapped is one futex for
    both, even where both may only read the file: one process waits, the other wakes it and
    learns how many have waited. pthread_join waits on such a futex; it is told that the value
    has just changed (EAGAIN), and looks again until the thread has ended.
    """
    private = kernel.FUTEX_PRIVATE_FLAG
    _add(rules, sc.ALLOW, "futex", sc.Arg(1, sc.MASKED_EQ, private, private))
    mask = kernel.FUTEX_COMMAND | private
    for command in (kernel.FUTEX_WAIT, kernel.FUTEX_WAIT_BITSET):
        _add(rules, sc.ERRNO(errno.EAGAIN), "futex", sc.Arg(1, sc.MASKED_EQ, mask, command))
