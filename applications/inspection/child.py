"""The process in which one file of a stranger is opened: it reads the file, answers and ends."""

from __future__ import annotations

import json
import resource
import sys

from applications.inspection.limits import MOST_CPU_SECONDS, MOST_MEMORY


def main() -> None:
    """
    Read a file from standard input; write what was found as one line of JSON, and after it the copy to store.

    Arguments: the ending of the file's name (may be empty), and `portrait` or `page`.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Imported under the limits: the libraries that open files are what the limits are for.
    from applications.inspection import found, here  # noqa: PLC0415 - see above

    ending, purpose = sys.argv[-2:]
    inspection, copy = here.examine(sys.stdin.buffer.read(), f"file.{ending}", portrait=purpose == "portrait")
    sys.stdout.buffer.write(json.dumps(found.as_plain(inspection)).encode() + b"\n")
    if copy:
        sys.stdout.buffer.write(copy.kind.encode() + b"\n" + copy.content)
