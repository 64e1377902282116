"""Confines a process before the learner's code runs in it.

Python has no functions for these system calls, hence ctypes. Every failure raises `OSError`:
nothing here goes on with less than was asked for.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from pathlib import Path
from typing import Final

from . import kernel

__all__ = [
    "drop_capabilities",
    "end_with_parent",
    "fork_apart",
    "landlock",
    "limit",
    "load_filter",
    "map_identity",
    "mapped_bytes",
    "own_view",
]

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(
    None, use_errno=True
)  # calls without releasing the GIL, so that no other thread runs during the fork

_NEW_NAMESPACES: Final = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
)


def _call(what: str, status: int) -> int:
    if status < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return status


def _on_this_machine(name: str, numbers: dict[str, int]) -> int:
    """Return the number of a system call on this kind of machine."""
    if platform.machine() not in numbers:
        msg = f"{name} is known on {' and '.join(numbers)}, not on {platform.machine()}"
        raise OSError(errno.ENOSYS, msg)
    return numbers[platform.machine()]


def fork_apart() -> int:
    """Fork a process into new namespaces: user, mount, PID, network, IPC and UTS.

    It returns what `os.fork` returns. It calls clone(2), which forks and makes the namespaces in
    one step; with unshare(2), a third process would be needed for the PID namespace. The C library
    does not know of this fork, so no other thread may run.
    """
    number = _on_this_machine("clone", kernel.NR_CLONE)
    flags = _NEW_NAMESPACES | signal.SIGCHLD
    address = ctypes.c_void_p()  # where the C library keeps the number of the thread
    if _libc.prctl(kernel.PR_GET_TID_ADDRESS, ctypes.byref(address), 0, 0, 0) == 0:
        flags |= kernel.CLONE_CHILD_SETTID | kernel.CLONE_CHILD_CLEARTID
    _python.PyOS_BeforeFork()
    # The last two arguments have another order on other machines; here both are the same.
    pid = _python.syscall(number, flags, None, None, address, address)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0
    why = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    ctypes.set_errno(why)
    return _call("clone", pid)


def map_identity(uid: int, gid: int) -> None:
    """Map user and group of a new user namespace to the same numbers as outside of it."""
    lines = {"setgroups": "deny", "uid_map": f"{uid} {uid} 1", "gid_map": f"{gid} {gid} 1"}
    for name, line in lines.items():
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(fd, line.encode())
        os.close(fd)


def _mount(where: str, flags: int, options: str) -> None:
    status = _libc.mount(b"tmpfs", where.encode(), b"tmpfs", flags, options.encode())
    _call(f"mount {where}", status)


def own_view(scratch: str, megabytes: int, shared: str) -> None:
    """Give this mount namespace its own scratch folder and a read-only view of the rest.

    Parameters
    ----------
    scratch : str
        Where the learner may write; starts empty.
    megabytes : int
        How much the scratch folder holds.
    shared : str
        A folder that the process which forked this one writes to; read-only from here on.
    """
    _call("mount", _libc.mount(b"none", b"/", None, kernel.MS_REC | kernel.MS_PRIVATE, None))
    options = f"size={megabytes}m,nr_inodes=4096,mode=0700"
    _mount(scratch, kernel.MS_NOSUID | kernel.MS_NODEV, options)
    flags = (
        kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    )
    _call("remount", _libc.mount(b"none", shared.encode(), None, flags, None))
    # Device nodes of the machine: data may be written to them, their times and modes not changed.
    flags = (
        kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NOEXEC
    )
    for node in ("null", "zero", "full", "random", "urandom", "tty"):
        _call(f"remount {node}", _libc.mount(b"none", f"/dev/{node}".encode(), None, flags, None))
    # All learners of a sandbox would see the same processes and terminals, so they see none.
    for folder in ("/proc", "/dev/pts"):
        _mount(
            folder,
            kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC,
            "size=4k,nr_inodes=1",
        )


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent ends, however it ends."""
    _call("pdeathsig", _libc.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))


def drop_capabilities() -> None:
    """Drop every capability, and the ways of gaining one."""
    _call("no_new_privs", _libc.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    for capability in range(64):
        if _libc.prctl(kernel.PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # the kernel has no more capabilities, or the process may not drop any
    header = struct.pack("Ii", kernel.LINUX_CAPABILITY_VERSION_3, 0)
    number = _on_this_machine("capset", kernel.NR_CAPSET)
    _call("capset", _libc.syscall(number, header, bytes(kernel.CAPABILITY_SETS_BYTES)))


def mapped_bytes() -> int:
    """Return the size of this process's address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def limit(memory_bytes: int, scratch_bytes: int, cpu_seconds: int) -> None:
    """Set the resource limits, none above the hard limit that is in force already."""
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: scratch_bytes,
        resource.RLIMIT_NOFILE: 128,
        resource.RLIMIT_NPROC: 64,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 64,
    }
    for name, value in limits.items():
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def load_filter(program: bytes) -> None:
    """Load a compiled seccomp filter: from here on only the listed system calls work."""
    filter_ = _Program(len(program) // 8, program)
    _call(
        "seccomp",
        _libc.prctl(kernel.PR_SET_SECCOMP, kernel.SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0),
    )


# All access rights of each version of landlock.
_LANDLOCK_RIGHTS: Final = {
    1: 2 * kernel.LANDLOCK_ACCESS_FS_MAKE_SYM - 1,
    2: 2 * kernel.LANDLOCK_ACCESS_FS_REFER - 1,
    3: 2 * kernel.LANDLOCK_ACCESS_FS_TRUNCATE - 1,
}
_LANDLOCK_READ_FILE: Final = kernel.LANDLOCK_ACCESS_FS_EXECUTE | kernel.LANDLOCK_ACCESS_FS_READ_FILE
_LANDLOCK_READ: Final = _LANDLOCK_READ_FILE | kernel.LANDLOCK_ACCESS_FS_READ_DIR
# The rights that apply to files that are not folders; the kernel refuses a rule with others.
_LANDLOCK_ON_FILE: Final = (
    _LANDLOCK_READ_FILE | kernel.LANDLOCK_ACCESS_FS_WRITE_FILE | kernel.LANDLOCK_ACCESS_FS_TRUNCATE
)


def landlock(readable: list[str], writable: list[str]) -> None:
    """Allow reading below `readable`, all below `writable`, and no other file."""
    create = kernel.NR_LANDLOCK_CREATE_RULESET
    version = _libc.syscall(create, None, 0, kernel.LANDLOCK_CREATE_RULESET_VERSION)
    _call("landlock", version)
    rights = _LANDLOCK_RIGHTS[min(version, 3)]
    attributes = struct.pack("Q", rights)
    ruleset = _call("landlock", _libc.syscall(create, attributes, len(attributes), 0))
    for paths, granted in ((readable, _LANDLOCK_READ), (writable, rights)):
        for path in paths:
            if not Path(path).exists():
                continue
            allowed = granted if Path(path).is_dir() else granted & _LANDLOCK_ON_FILE
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", allowed & rights, fd)
            kind = kernel.LANDLOCK_RULE_PATH_BENEATH
            added = _libc.syscall(kernel.NR_LANDLOCK_ADD_RULE, ruleset, kind, rule, 0)
            _call("landlock rule", added)
            os.close(fd)
    _call("no_new_privs", _libc.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _call("landlock", _libc.syscall(kernel.NR_LANDLOCK_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
