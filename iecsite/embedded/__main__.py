"""`python -m iecsite.embedded status` or `stop`, for the Makefile and the curious."""

import sys

from iecsite.embedded import stop_all
from iecsite.embedded.everything import servers
from iecsite.embedded.refusals import EmbeddedServerError


def main(words: list[str]) -> int:
    if words not in (["status"], ["stop"]):
        sys.stderr.write("Say what to do: python -m iecsite.embedded status, or stop.\n")
        return 2
    try:
        if words == ["stop"]:
            stop_all()
    except EmbeddedServerError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    for server in servers():
        found = server.running()
        state = f"runs as process {found[0]} on 127.0.0.1:{found[1]}" if found else "is not running"
        sys.stdout.write(f"{server.name} in {server.folder} {state}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
