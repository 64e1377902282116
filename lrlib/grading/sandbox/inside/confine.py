"""How a process is set apart before the learner's code runs in it: kernel calls, by number.

Python has no names for them yet, hence ctypes. Every failure raises `OSError`: nothing here
goes on with less than was asked for.
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

__all__ = [
    "drop_capabilities",
    "end_with_parent",
    "fork_apart",
    "landlock",
    "limit",
    "load_filter",
    "mapped_bytes",
    "own_identity",
    "own_view",
]

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # keeps the interpreter locked while it is forked

_NEW_NAMESPACES: Final = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
_SET_TID, _CLEAR_TID = 0x01000000, 0x00200000
_PR_SET_PDEATHSIG, _PR_GET_TID_ADDRESS = 1, 40
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 38, 22, 24
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CLONE: Final = {"x86_64": 56, "aarch64": 220}


def _call(what: str, status: int) -> int:
    if status < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return status


def _on_this_machine(name: str, numbers: dict[str, int]) -> int:
    """Return the number that a kernel call has on this kind of machine."""
    if platform.machine() not in numbers:
        msg = f"{name} is known on {' and '.join(numbers)}, not on {platform.machine()}"
        raise OSError(errno.ENOSYS, msg)
    return numbers[platform.machine()]


def fork_apart() -> int:
    """Fork a process with users, mounts, processes, network, IPC and names of its own.

    It returns what `os.fork` does and does what that does, by the one kernel call that can also
    be told to leave the namespaces. Leaving them first would take a process in between. The C
    library does not hear of it, so nothing but the calling thread may run.
    """
    number = _on_this_machine("clone", _CLONE)
    flags = _NEW_NAMESPACES | signal.SIGCHLD
    address = ctypes.c_void_p()  # where the C library keeps the thread's number
    if _libc.prctl(_PR_GET_TID_ADDRESS, ctypes.byref(address), 0, 0, 0) == 0:
        flags |= _SET_TID | _CLEAR_TID
    _python.PyOS_BeforeFork()
    # The order of the last two differs from machine to machine; here one serves for both.
    pid = _python.syscall(number, flags, None, None, address, address)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0
    why = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    ctypes.set_errno(why)
    return _call("clone", pid)


def own_identity(uid: int, gid: int) -> None:
    """Be, in the new namespace of users, who one was outside."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def _mount(where: str, flags: int, options: str) -> None:
    status = _libc.mount(b"tmpfs", where.encode(), b"tmpfs", flags, options.encode())
    _call(f"mount {where}", status)


def own_view(scratch: str, megabytes: int, shared: str) -> None:
    """Give this mount namespace its own scratch folder, no /proc, and `shared` read-only."""
    _call("mount", _libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None))
    options = f"size={megabytes}m,nr_inodes=4096,mode=0700"
    _mount(scratch, _MS_NOSUID | _MS_NODEV, options)
    flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV
    _call("remount", _libc.mount(b"none", shared.encode(), None, flags, None))
    # The machine's own device nodes: written to as devices, but not to be touched or changed.
    flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NOEXEC
    for node in ("null", "zero", "full", "random", "urandom", "tty"):
        _call(f"remount {node}", _libc.mount(b"none", f"/dev/{node}".encode(), None, flags, None))
    _mount("/proc", _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, "size=4k,nr_inodes=1")


def end_with_parent() -> None:
    """Be killed when the process that started this one ends, however it ends."""
    _call("pdeathsig", _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))


def drop_capabilities() -> None:
    """Give up every capability, and the means of getting one back."""
    _call("no_new_privs", _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
            break  # past the last one this kernel has, or none held to begin with
    header = struct.pack("Ii", 0x20080522, 0)
    number = _on_this_machine("capset", _CAPSET)
    _call("capset", _libc.syscall(number, header, bytes(24)))


def mapped_bytes() -> int:
    """Return how much address space this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def limit(memory_bytes: int, scratch_bytes: int, cpu_seconds: int) -> None:
    """Set the resource limits."""
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


def load_filter(program: bytes) -> None:
    """Load a compiled seccomp filter: from here on only the listed system calls work."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))

    filter_ = Program(len(program) // 8, program)
    _call("seccomp", _libc.prctl(_PR_SET_SECCOMP, 2, ctypes.byref(filter_), 0, 0))


_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_LANDLOCK_READ: Final = 0b1101  # execute, read a file, list a folder
_LANDLOCK_ON_FILE: Final = 0b101 | 0b10 | 1 << 14


def landlock(readable: list[str], writable: list[str]) -> None:
    """Allow reading below `readable`, all below `writable`, and no other file."""
    version = _libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    _call("landlock", version)
    rights = _LANDLOCK_RIGHTS[min(version, 3)]
    attributes = struct.pack("Q", rights)
    ruleset = _call("landlock", _libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0))
    for paths, granted in ((readable, _LANDLOCK_READ), (writable, rights)):
        for path in paths:
            if not Path(path).exists():
                continue
            allowed = granted if Path(path).is_dir() else granted & _LANDLOCK_ON_FILE
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rule = struct.pack("=Qi", allowed & rights, fd)
            _call("landlock rule", _libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0))
            os.close(fd)
    _call("no_new_privs", _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _call("landlock", _libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    os.close(ruleset)
