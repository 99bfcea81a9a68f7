"""Many people who look at the cluster: some listen on /ws, some ask the REST routes again and again.

    crowd.py DASHBOARD WEBSOCKET TOKENS_FILE VIEWERS POLLERS SECONDS

Prints what a viewer received and how long the answers took. Only the standard library.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import time

PATHS = [
    "/api/v2/jobs?limit=50",
    "/api/v2/jobs?state=PENDING&sort=-priority&limit=50",
    "/api/v2/nodes?limit=100",
    "/api/v2/cluster",
    "/api/v2/partitions",
    "/api/slurm/jobs",
    "/api/nodes",
    "/api/metrics/realtime",
]
PAUSE = 2.0


def frame(text):
    """A masked text frame of at most 125 bytes."""
    data = text.encode()
    mask = os.urandom(4)
    return bytes([0x81, 0x80 | len(data)]) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


async def view(address, token, until, seen):
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
        f"Sec-WebSocket-Version: 13\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise ConnectionError(head.split(b"\r\n")[0].decode())
    for channel in ("jobs", "nodes", "metrics"):
        writer.write(frame(json.dumps({"type": "subscribe", "channel": channel})))
    writer.write(frame('{"type":"ping"}'))
    pinged = time.monotonic()
    while (left := until - time.monotonic()) > 0:
        if time.monotonic() - pinged > 25:
            writer.write(frame('{"type":"ping"}'))
            pinged = time.monotonic()
        try:
            first, second = await asyncio.wait_for(reader.readexactly(2), min(left, 5))
        except asyncio.TimeoutError:
            continue
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", await reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await reader.readexactly(8))
        await reader.readexactly(length)
        seen["bytes"] += length + 2
        seen["messages"] += 1
    writer.close()


async def poll(address, token, at, until, times, statuses):
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    await asyncio.sleep(PAUSE * (at % 100) / 100)
    while time.monotonic() < until:
        path = PATHS[at % len(PATHS)]
        at += 1
        began = time.monotonic()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status = head.split(" ", 2)[1]
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        if lines.get("transfer-encoding") == "chunked":
            while (size := int(await reader.readline(), 16)) > 0:
                await reader.readexactly(size + 2)
            await reader.readexactly(2)
        else:
            await reader.readexactly(int(lines.get("content-length", 0)))
        times.append(time.monotonic() - began)
        statuses[status] = statuses.get(status, 0) + 1
        await asyncio.sleep(PAUSE)
    writer.close()


async def main(dashboard, websocket, tokens_file, viewers, pollers, seconds):
    with open(tokens_file, encoding="ascii") as file:
        tokens = file.read().split()
    until = time.monotonic() + float(seconds)
    seen, times, statuses = {"bytes": 0, "messages": 0}, [], {}
    viewers, pollers = int(viewers), int(pollers)
    people = [view(websocket, token, until, seen) for token in tokens[:viewers]]
    people += [
        poll(dashboard, token, at, until, times, statuses)
        for at, token in enumerate(tokens[viewers : viewers + pollers])
    ]
    ended = await asyncio.gather(*people, return_exceptions=True)
    wrong = [repr(end) for end in ended if isinstance(end, BaseException)]
    times.sort()
    share = float(seconds) / 60 * max(viewers, 1)
    print(
        f"a viewer received {seen['bytes'] / share / 1024:.1f} KiB and {seen['messages'] / share:.0f} messages a minute; "
        f"{len(times)} requests, statuses {statuses}, p50 {times[len(times) // 2] * 1000:.1f} ms, "
        f"p95 {times[len(times) * 95 // 100] * 1000:.1f} ms, slowest {times[-1] * 1000:.0f} ms; {len(wrong)} gave up {wrong[:2]}"
    )


asyncio.run(main(*sys.argv[1:]))
