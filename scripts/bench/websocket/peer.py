"""The comparison: a plain aiohttp broadcaster, written as its documentation suggests.

One event loop; each message is serialised once and awaited out to one client after the other.
"""

import asyncio
import json
import sys
from datetime import datetime, timezone

from aiohttp import WSMsgType, web

subscribers: set[web.WebSocketResponse] = set()


def now() -> str:
    return datetime.now(timezone.utc).isoformat()


async def websocket(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_str(json.dumps({"type": "initial_data", "data": {}, "timestamp": now()}))
    try:
        async for message in socket:
            if message.type == WSMsgType.TEXT and json.loads(message.data).get("type") == "subscribe":
                subscribers.add(socket)
                await socket.send_str(json.dumps({"type": "subscribed", "channel": "alerts", "timestamp": now()}))
    finally:
        subscribers.discard(socket)
    return socket


async def broadcast(request: web.Request) -> web.Response:
    body = await request.json()
    for item in body["messages"]:
        text = json.dumps({**item["message"], "channel": item["channel"], "seq": 1, "timestamp": now()})
        for socket in list(subscribers):
            await socket.send_str(text)
    return web.json_response({"success": True, "accepted": len(body["messages"])})


async def main() -> None:
    app = web.Application()
    app.router.add_get("/ws", websocket)
    app.router.add_post("/broadcast", broadcast)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1])).start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
