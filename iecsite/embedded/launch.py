"""
Start a program in a session of its own and, for root, as an unprivileged user. Run as a script, never imported.

It is a process of its own because what it does (giving up root, keeping one capability) must happen between fork and
exec, which is no place for Python code in a program that has threads. Python itself may lie where the unprivileged
user cannot reach it, so identity changes here last of all, and then the program takes over this process.

The one argument is JSON: `argv`, `background` (leave the caller, print the process number), and `uid`, `gid`,
`capability` (its number, or null), or null for all three.
"""

import ctypes
import json
import os
import sys

# From linux/prctl.h and linux/capability.h.
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522


def become(uid: int, gid: int, capability: int | None) -> None:
    """
    Give up root for good, but for one capability where one is given; it passes to the program and its children.

    :raises OSError: when the system refuses
    """
    libc = ctypes.CDLL(None, use_errno=True) if capability is not None else None

    def checked(outcome: int) -> None:
        if outcome != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    os.setgroups([])
    os.setgid(gid)
    # The bit lets access() count the capability too: PostgreSQL asks it about its own program. Without the right to set
    # it we go on: it matters only where the program itself lies in the closed folder.
    if libc is not None and libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) != 0:
        checked(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setuid(uid)
    if libc is not None and capability is not None:
        bit = 1 << capability
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        # Effective, permitted, inheritable for capabilities 0 to 31, then for the rest.
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        checked(libc.capset(header, sets))
        checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def main() -> None:
    order = json.loads(sys.argv[1])
    if order["background"]:
        pid = os.fork()
        if pid:
            os.write(1, b"%d" % pid)
            os._exit(0)
        os.setsid()
        os.dup2(2, 1)
    os.umask(0o077)
    try:
        if order["uid"] is not None:
            become(order["uid"], order["gid"], order["capability"])
        os.execv(order["argv"][0], order["argv"])  # noqa: S606 - to start a program is what this script is for
    except OSError as refusal:
        os.write(2, f"{order['argv'][0]} could not be started: {refusal}\n".encode())
        os._exit(126)


if __name__ == "__main__":
    main()
