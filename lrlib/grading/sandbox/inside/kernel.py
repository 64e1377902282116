"""Names of the Linux kernel's constants that Python's standard library does not have.

The names are those of the kernel's own header files, which `<...>` tells. The numbers are the
same on every architecture, but for the system calls at the end.
"""

from __future__ import annotations

from typing import Final

# <linux/sched.h>: flags of clone(2) and unshare(2).
CLONE_NEWNS: Final = 0x0002_0000
CLONE_THREAD: Final = 0x0001_0000
CLONE_CHILD_CLEARTID: Final = 0x0020_0000
CLONE_CHILD_SETTID: Final = 0x0100_0000
CLONE_NEWCGROUP: Final = 0x0200_0000
CLONE_NEWUTS: Final = 0x0400_0000
CLONE_NEWIPC: Final = 0x0800_0000
CLONE_NEWUSER: Final = 0x1000_0000
CLONE_NEWPID: Final = 0x2000_0000
CLONE_NEWNET: Final = 0x4000_0000
CLONE_NEWTIME: Final = 0x0000_0080
CLONE_NEW: Final = (
    CLONE_NEWNS
    | CLONE_NEWCGROUP
    | CLONE_NEWUTS
    | CLONE_NEWIPC
    | CLONE_NEWUSER
    | CLONE_NEWPID
    | CLONE_NEWNET
    | CLONE_NEWTIME
)

# <linux/mount.h>
MS_RDONLY: Final = 0x1
MS_NOSUID: Final = 0x2
MS_NODEV: Final = 0x4
MS_NOEXEC: Final = 0x8
MS_REMOUNT: Final = 0x20
MS_BIND: Final = 0x1000
MS_REC: Final = 0x4000
MS_PRIVATE: Final = 0x4_0000
MS_SLAVE: Final = 0x8_0000

# <linux/prctl.h>, <linux/seccomp.h>
PR_SET_PDEATHSIG: Final = 1
PR_SET_SECCOMP: Final = 22
PR_CAPBSET_DROP: Final = 24
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_TID_ADDRESS: Final = 40
SECCOMP_MODE_FILTER: Final = 2

# <linux/capability.h>
LINUX_CAPABILITY_VERSION_3: Final = 0x2008_0522
CAPABILITY_SETS_BYTES: Final = 24  # two structures of three 32-bit words, in version 3

# <linux/futex.h>
FUTEX_WAIT: Final = 0
FUTEX_WAIT_BITSET: Final = 9
FUTEX_PRIVATE_FLAG: Final = 0x80
FUTEX_COMMAND: Final = 0x7F  # mask of the command; the header names only its complement

# <linux/landlock.h>: the rights that a rule grants on files.
LANDLOCK_CREATE_RULESET_VERSION: Final = 1
LANDLOCK_RULE_PATH_BENEATH: Final = 1
LANDLOCK_ACCESS_FS_EXECUTE: Final = 1 << 0
LANDLOCK_ACCESS_FS_WRITE_FILE: Final = 1 << 1
LANDLOCK_ACCESS_FS_READ_FILE: Final = 1 << 2
LANDLOCK_ACCESS_FS_READ_DIR: Final = 1 << 3
LANDLOCK_ACCESS_FS_MAKE_SYM: Final = 1 << 12  # the last one of version 1
LANDLOCK_ACCESS_FS_REFER: Final = 1 << 13  # of version 2
LANDLOCK_ACCESS_FS_TRUNCATE: Final = 1 << 14  # of version 3

# <asm/unistd.h>: numbers of system calls, by machine where they differ.
NR_CLONE: Final = {"x86_64": 56, "aarch64": 220}
NR_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
NR_LANDLOCK_CREATE_RULESET: Final = 444
NR_LANDLOCK_ADD_RULE: Final = 445
NR_LANDLOCK_RESTRICT_SELF: Final = 446
