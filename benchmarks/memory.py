"""A benchmark's peak of memory, its own and not its parent's."""

from pathlib import Path


def peak_mib() -> float:
    """This process's peak of resident memory in MiB; ``ru_maxrss`` begins with the parent's. 0 where it is not told."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
