#!/usr/bin/python3
"""Stands in for a service in systemd_boot: notifies as the services do and tells what the sandbox lets it do."""

import errno
import json
import os
import pathlib
import signal
import socket
import sys
import time

NAME = pathlib.Path(sys.argv[0]).name


def notify(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
        notifications.sendto(text.encode(), os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))


def may_write(folder):
    try:
        path = pathlib.Path(folder, f"probe-{NAME}")
        path.write_text("x")
        path.unlink()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "yes"


def may_connect(address):
    with socket.socket() as connection:
        connection.settimeout(2)
        try:
            connection.connect((address, 7))
        except OSError as error:
            return errno.errorcode.get(error.errno, "timeout")
    return "yes"


def status(key):
    return next(line.split()[1] for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith(key))


if os.environ.get("PROBE_EXIT"):
    sys.exit(int(os.environ["PROBE_EXIT"]))
pathlib.Path("probe.json").write_text(json.dumps({
    "user": os.getuid(), "cwd": os.getcwd(), "capabilities": status("CapEff:"), "no_new_privileges": status("NoNewPrivs:"),
    "seccomp": status("Seccomp:"), "port": os.environ.get("PORT"), "probe": os.environ.get("PROBE"),
    "write": {folder: may_write(folder) for folder in (".", "/var/lib/hpc-portal", "/shared/uploads", "/shared", "/etc", "/usr", "/var/log", "/tmp")},
    "homes": os.access("/root", os.R_OK) or os.access("/home", os.R_OK),
    "connect": {address: may_connect(address) for address in ("127.0.0.1", "10.1.2.3", "203.0.113.5")},
    "boot_id": os.access("/proc/sys/kernel/random/boot_id", os.R_OK),
}))
signal.signal(signal.SIGTERM, lambda *_: (notify("STOPPING=1"), sys.exit(0)))
print(f"{NAME} listens", flush=True)
notify("READY=1")
while True:
    if not os.path.exists("hang"):
        notify("WATCHDOG=1")
    time.sleep(0.2)
