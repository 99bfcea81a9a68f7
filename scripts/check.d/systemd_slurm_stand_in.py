#!/usr/bin/python3
"""Stands in for the dashboard in systemd_boot_slurm: does within its unit what is laid before it in files.

`NAME.ask` is a JSON object: `argv` and `stdin` of a command, or an `errand` for slurm_helper. The answer is `NAME.answer`.
"""

import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import time


def notify(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
        notifications.sendto(text.encode(), os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))


def send(errand):
    with socket.socket(socket.AF_UNIX) as helper:
        helper.settimeout(60)
        helper.connect(os.environ["SLURM_HELPER_SOCKET"])
        message = json.dumps(errand).encode()
        helper.sendall(struct.pack(">I", len(message)) + message)
        answer = helper.makefile("rb").read()
    return json.loads(answer[4:])


def run(argv, stdin=""):
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "CASE": "a b"}
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=60, env=environment, cwd="/")
    return {"code": done.returncode, "said": done.stdout + done.stderr}


def answer(ask):
    try:
        return send(ask["errand"]) if "errand" in ask else run(**ask)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return {"failed": f"{type(error).__name__}: {error}"}


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
notify("READY=1")
while True:
    notify("WATCHDOG=1")
    for path in pathlib.Path().glob("*.ask"):
        said = json.dumps(answer(json.loads(path.read_text())))
        path.unlink()
        path.with_suffix(".new").write_text(said)
        path.with_suffix(".new").rename(path.with_suffix(".answer"))
    time.sleep(0.1)
