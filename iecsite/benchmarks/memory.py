"""The most memory that a process held, as the system counts it."""

from pathlib import Path


def reset_peak() -> None:
    """Let this process's peak begin anew at what it holds now; nothing where the system cannot do that."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_megabytes(process: int | str = "self") -> float | None:
    """The peak of a process in megabytes; None when it is gone, or where the system does not tell."""
    try:
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return None
    return None
