/** Serves the built interface with the portal in memory behind it. Development only: it listens on loopback. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { MockPortal } from "./mock-portal.ts";
import { MockNodes } from "./nodes.ts";
import { seed } from "./seed.ts";
import { cookieToken } from "./sign-in.ts";

const PORT = Number(process.env.PORT ?? 4173);
const SLOW_CHUNK_MS = Number(process.env.SLOW_CHUNK_MS ?? 0);
const DIST = process.env.DIST ?? join(import.meta.dirname, "../../../dist");
const CSP =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self' ws: wss:; worker-src 'self' blob:; font-src 'self'; frame-ancestors 'none'";
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
};

const portal = new MockPortal();
portal.audit.seed(Number(process.env.AUDIT ?? 1200));
if (process.env.OIDC !== undefined) portal.info.oidc = { label: process.env.OIDC, login_url: "/auth/oidc/login" };
if (process.env.OPEN_MODE !== undefined) portal.info.open_mode = true;
if (process.env.TOKEN_SECONDS !== undefined) portal.sessions.lifetimeSeconds = Number(process.env.TOKEN_SECONDS);
if (process.env.SESSION_SECONDS !== undefined) portal.sessions.sessionMs = Number(process.env.SESSION_SECONDS) * 1000;
portal.images.seed(Number(process.env.IMAGES ?? 0));
portal.jobs.seed(Number(process.env.JOBS ?? 300));
seed(portal.uploads, Number(process.env.ROWS ?? 10_000));
portal.nodes = new MockNodes(Number(process.env.NODES ?? 64));

const server = createServer((incoming, outgoing) => {
  void respond(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    outgoing.writeHead(500).end();
  });
});

async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const path = decodeURIComponent((incoming.url ?? "/").split("?")[0] ?? "/");
  // To try what an ended session looks like.
  if (path === "/mock/revoke") {
    portal.sessions.revokeAll();
    outgoing.writeHead(204).end();
    return;
  }
  if (!path.startsWith("/api/") && !path.startsWith("/auth/")) {
    sendFile(path, outgoing);
    return;
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const request = new Request(`http://127.0.0.1:${PORT}${incoming.url ?? "/"}`, {
    method: incoming.method ?? "GET",
    headers: incoming.headers as Record<string, string>,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  });
  const response = await portal.handle(request);
  if (path.includes("/chunks/") && SLOW_CHUNK_MS > 0) await new Promise((done) => setTimeout(done, SLOW_CHUNK_MS));
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries(response.headers);
  outgoing.writeHead(response.status, cookies.length === 0 ? headers : { ...headers, "set-cookie": cookies });
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function sendFile(path: string, outgoing: ServerResponse): void {
  const app = path.startsWith("/dashboard") ? "dashboard" : "portal";
  const inside = normalize(app === "dashboard" ? path.slice("/dashboard".length) : path).replace(/^[/\\.]+/, "");
  const wanted = join(DIST, app, inside);
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, app, "index.html");
  outgoing.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": CSP });
  createReadStream(file).pipe(outgoing);
}

const sockets = new Map<WebSocket, { user: string; channels: Set<string> }>();
const epoch = crypto.randomUUID();
let seq = 0;
new WebSocketServer({ server, path: "/ws" }).on("connection", (socket, request) => {
  const user = portal.sessions.callerOf(cookieToken(request.headers.cookie))?.user ?? null;
  const timestamp = () => new Date().toISOString();
  const say = (frame: object) => socket.send(JSON.stringify({ ...frame, timestamp: timestamp() }));
  if (user === null) {
    say({ type: "error", message: "Authentication required. Please provide JWT token.", code: "AUTH_REQUIRED" });
    socket.close(1008);
    return;
  }
  const channels = new Set<string>();
  sockets.set(socket, { user: user.username, channels });
  say({ type: "initial_data", data: {} });
  socket.on("close", () => sockets.delete(socket));
  socket.on("message", (text: Buffer) => {
    const frame = JSON.parse(text.toString()) as { type: string; channel?: string };
    if (frame.type === "ping") say({ type: "pong" });
    if (frame.type === "subscribe") {
      channels.add(frame.channel ?? "");
      say({ type: "subscribed", channel: frame.channel, seq, epoch });
    }
  });
});
portal.uploads.emit = (event) => {
  seq += 1;
  for (const [socket, listener] of sockets) {
    if (listener.user !== event.user || !listener.channels.has("uploads")) continue;
    socket.send(JSON.stringify({ type: event.type, channel: "uploads", seq, timestamp: new Date().toISOString(), data: event.data }));
  }
};

portal.nodes.emit = (data) => {
  seq += 1;
  for (const [socket, { channels }] of sockets) {
    if (channels.has("nodes")) socket.send(JSON.stringify({ type: "nodes_changed", channel: "nodes", seq, data }));
  }
};

portal.jobs.emit = (data) => {
  seq += 1;
  for (const [socket, { channels }] of sockets) {
    if (channels.has("jobs")) socket.send(JSON.stringify({ type: "jobs_changed", channel: "jobs", seq, data }));
  }
};
setInterval(() => portal.jobs.tick(), 5000);

portal.images.emit = (type, data) => {
  seq += 1;
  for (const [socket, { channels }] of sockets) {
    if (channels.has("images")) socket.send(JSON.stringify({ type, channel: "images", seq, data }));
  }
};
setInterval(() => portal.images.stepScan(), Number(process.env.SCAN_STEP_MS ?? 250));

server.listen(PORT, "127.0.0.1", () => console.log(`mock portal (development only) on http://127.0.0.1:${PORT}`));
