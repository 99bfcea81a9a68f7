"""Asks a real nginx with the product's configuration, in front of stub upstreams, for every address of the map.

Run by nginx.sh. Standard library only. Ends only the processes and threads that it started.
"""

import contextlib
import gzip
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

FIXTURE = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "nginx.sh"
MEBIBYTE = 1024 * 1024


class Stub(http.server.ThreadingHTTPServer):
    """An upstream that answers with what reached it, as JSON."""

    daemon_threads = True

    def __init__(self, name, port=0):
        self.name = name
        self.received = []
        self.first_byte_at = None
        super().__init__(("127.0.0.1", port), StubHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class StubHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def read_body(self):
        digest, size = hashlib.sha256(), 0
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while (length := int(self.rfile.readline(), 16)) > 0:
                piece = self.rfile.read(length)
                self.rfile.readline()
                self.server.first_byte_at = self.server.first_byte_at or time.monotonic()
                digest.update(piece)
                size += length
            self.rfile.readline()
            return digest.hexdigest(), size
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            piece = self.rfile.read1(min(left, MEBIBYTE))
            if not piece:
                break
            self.server.first_byte_at = self.server.first_byte_at or time.monotonic()
            digest.update(piece)
            size += len(piece)
            left -= len(piece)
        return digest.hexdigest(), size

    def handle_any(self):
        path = self.path
        if self.server.name == "auth" and path.startswith("/auth/check"):
            self.server.received.append((path, dict(self.headers.items())))
            return self.check(path)
        if path.startswith("/api/answers-503"):
            return self.answer(503, b'{"error": "busy"}', [("Retry-After", "17"), ("Content-Type", "application/json")])
        if path.startswith("/api/answers-502"):
            return self.answer(502, b'{"error": "slurm"}', [("Content-Type", "application/json")])
        if path.startswith("/api/breaks-off"):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        if self.headers.get("Upgrade", "").lower() == "websocket" and self.server.name != "auth":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.send_header("X-Stub", f"{self.server.name} {path}")
            self.end_headers()
            self.close_connection = True
            echo = self.connection.recv(64)
            return self.connection.sendall(echo.upper())
        digest, size = self.read_body()
        seen = {"stub": self.server.name, "method": self.command, "path": path, "sha256": digest, "size": size,
                "headers": {k.lower(): v for k, v in self.headers.items()}}
        self.answer(200, json.dumps(seen).encode(), [("Content-Type", "application/json")])

    def check(self, path):
        """The auth service's `/auth/check`: a token names the permission that its bearer has."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            return self.answer(401, b"")
        return self.answer(204 if path == f"/auth/check?permission={token}" else 403, b"")

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = handle_any


class Nginx:
    """The fixture, with the ports of the stubs."""

    def __init__(self, variant, **environment):
        output = subprocess.run([FIXTURE, "start"], check=True, timeout=60, stdout=subprocess.PIPE, text=True,
                                env=os.environ | {"NGINX_VARIANT": variant} | {k: str(v) for k, v in environment.items()})
        self.values = dict(line.split("=", 1) for line in output.stdout.splitlines())
        self.port = int(self.values["NGINX_PORT"])
        self.host = f"127.0.0.1:{self.port}"

    def stop(self):
        subprocess.run([FIXTURE, "stop", self.values["NGINX_DIR"]], check=True, timeout=60)

    def log(self, name):
        return pathlib.Path(self.values[name]).read_text(errors="replace")

    def ask(self, target, method="GET", body=None, headers=None, **how):
        """One request on a connection of its own: (status, headers, body)."""
        source = (how.get("source", "127.0.0.1"), 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=source)
        with contextlib.closing(connection):
            connection.request(method, target, body=body, headers=headers or {},
                               encode_chunked=how.get("chunked", False))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def seen(self, target, *arguments, **keywords):
        """What the upstream says it got."""
        status, _, body = self.ask(target, *arguments, **keywords)
        if status != 200:
            raise AssertionError(f"{target}: {status} {body[:200]!r}")
        return json.loads(body)

    def upgrade(self, target, headers=None):
        """The status line's code, the X-Stub header and the echo of a WebSocket handshake (the stub shouts back)."""
        lines = [f"GET {target} HTTP/1.1", f"Host: {self.host}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA=="]
        lines += [f"{k}: {v}" for k, v in (headers or {}).items()]
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    break
                head += piece
            status = int(head.split()[1])
            stub = next((line.split(b": ", 1)[1].decode() for line in head.split(b"\r\n") if line.startswith(b"X-Stub")), "")
            if status != 101:
                return status, stub, b""
            connection.sendall(b"hello")
            return status, stub, connection.recv(64)


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def equal(found, wanted, what=""):
    if found != wanted:
        raise AssertionError(f"{what}: {found!r}, wanted {wanted!r}")


def files(root):
    """Web applications and neighbours as small as they can be."""
    for name, text in {
        "web/portal/index.html": "portal page", "web/portal/assets/index-abc.js": "portal script " + "x" * 2000,
        "web/portal/favicon.svg": "<svg/>", "web/dashboard/index.html": "dashboard page",
        "web/dashboard/assets/index-def.js": "dashboard script " + "x" * 2000,
        "neighbours/vnc_service_8002/index.html": "vnc page", "neighbours/vnc_service_8002/a.js": "vnc script",
        "neighbours/app_5174/index.html": "app page", "neighbours/app_5174/apps/gedit/index.html": "gedit page",
        "neighbours/cae/index.html": "cae page",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@check
def every_route_reaches_its_upstream_with_its_path_and_query(t):
    routes = {
        "/auth/info": ("auth", "/auth/info"),
        "/auth": ("auth", "/auth"),
        "/auth/login?next=%2Fdashboard%2F": ("auth", "/auth/login?next=%2Fdashboard%2F"),
        "/auth/saml/acs": ("auth", "/auth/saml/acs"),
        "/api/health": ("dashboard", "/api/health"),
        "/api/nodes?limit=5&sort=-name": ("dashboard", "/api/nodes?limit=5&sort=-name"),
        "/api/files/a%2Fb%20c": ("dashboard", "/api/files/a%2Fb%20c"),
        "/api/api/health": ("dashboard", "/api/api/health"),
        "/dashboardapi/vnc/sessions?x=1": ("dashboard", "/api/vnc/sessions?x=1"),
        "/dashboardapi/v2/templates?limit=3": ("dashboard", "/api/jobs/templates?limit=3"),
        "/api/v2/templates": ("dashboard", "/api/jobs/templates"),
        "/api/v2/templates?source=a&q=%20": ("dashboard", "/api/jobs/templates?source=a&q=%20"),
        "/api/v2/templates/lsdyna-1/export?x=1": ("dashboard", "/api/jobs/templates/lsdyna-1/export?x=1"),
        "/api/v2/templatesque": ("dashboard", "/api/v2/templatesque"),
        "/api/v2/files/uploads/0123/chunks/7": ("dashboard", "/api/v2/files/uploads/0123/chunks/7"),
        "/dashboardapi/v2/files/upload/chunk": ("dashboard", "/api/v2/files/upload/chunk"),
        "/api/v2/files/upload/complete": ("dashboard", "/api/v2/files/upload/complete"),
        "/api/jobs/submit": ("dashboard", "/api/jobs/submit"),
        "/health": ("dashboard", "/health"),
        "/ws": ("websocket", "/ws"),
        "/ws/abc?x=1": ("websocket", "/ws/abc?x=1"),
        "/socket.io/?EIO=4&transport=polling": ("dashboard", "/socket.io/?EIO=4&transport=polling"),
        "/cae/api": ("cae", "/api"),
        "/cae/api/login?x=1": ("cae", "/api/login?x=1"),
        "/cae/automation/run?x=1": ("cae_automation", "/run?x=1"),
        "/api/moonlight/apps?x=1": ("moonlight", "/apps?x=1"),
        "/metrics": ("node_exporter", "/metrics"),
        "/prometheus/api/v1/query?query=up": ("prometheus", "/api/v1/query?query=up"),
    }
    for target, wanted in routes.items():
        seen = t.nginx.seen(target)
        equal((seen["stub"], seen["path"]), wanted, target)
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        equal(t.nginx.seen("/api/jobs", method)["method"], method, method)
    for hidden in ("/auth/revocations", "/auth/revocations?since=0", "/auth//revocations", "/auth/./revocations", "/auth/%72evocations", "/auth/keys/check", "/auth/refusals", "/auth/refusals/../refusals"):
        status, headers, body = t.nginx.ask(hidden)
        equal((status, headers["Content-Type"], json.loads(body)["code"]), (404, "application/json", "not_found"), hidden)
    return f"{len(routes)} routes"


@check
def pages_are_served_with_fallback_but_missing_files_are_missing(t):
    pages = {
        "/": "portal page", "/?token=x": "portal page", "/services": "portal page", "/auth/callback?token=x": "portal page",
        "/anything/else": "portal page", "/dashboard/": "dashboard page", "/dashboard/jobs/12?tab=log": "dashboard page",
        "/dashboard/nodes/cn1.cluster.local": "dashboard page", "/vnc/": "vnc page", "/vnc/sessions": "vnc page",
        "/vnc/a.js": "vnc script", "/app/": "app page", "/app/apps/gedit/": "gedit page", "/cae/projects": "cae page",
        "/favicon.svg": "<svg/>",
    }
    for target, text in pages.items():
        status, _, body = t.nginx.ask(target)
        equal((status, body.decode()), (200, text), target)
    for target in ("/assets/gone.js", "/assets/gone", "/dashboard/assets/gone.js", "/dashboard/gone.css", "/favicon.ico",
                   "/vnc/gone.js", "/moonlight/", "/moonlight/x", "/portal/assets/index-abc.js", "/dashboard/assets/../../portal/x.js",
                   "/_hpc_portal/denied.html", "/_hpc_portal/check/vnc"):
        status, headers, body = t.nginx.ask(target)
        equal((status, headers["Content-Type"].split(";")[0]), (404, "text/html"), target)
        assert "페이지를 찾을 수 없습니다" in body.decode() and b"nginx" not in body, target
    return f"{len(pages)} pages"


@check
def pages_carry_security_headers_and_files_are_cached_and_compressed(t):
    for target in ("/", "/dashboard/", "/assets/index-abc.js", "/assets/gone.js", "/auth/callback"):
        _, headers, _ = t.nginx.ask(target)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'; script-src 'self';" in policy and "frame-ancestors 'none'" in policy, target
        equal(headers["X-Content-Type-Options"], "nosniff", target)
        equal(headers["Referrer-Policy"], "same-origin", target)
        equal(headers["Server"], "nginx", target)
        assert headers["Strict-Transport-Security"] is None, "HSTS on plain HTTP"
    equal(t.nginx.ask("/")[1]["Cache-Control"], "no-cache", "page")
    equal(t.nginx.ask("/dashboard/jobs")[1]["Cache-Control"], "no-cache", "page")
    for target, text in (("/assets/index-abc.js", "portal script"), ("/dashboard/assets/index-def.js", "dashboard script")):
        _, headers, body = t.nginx.ask(target, headers={"Accept-Encoding": "gzip"})
        equal(headers["Cache-Control"], "public, max-age=31536000, immutable", target)
        equal((headers["Content-Encoding"], headers["Vary"]), ("gzip", "Accept-Encoding"), target)
        assert gzip.decompress(body).decode().startswith(text), target
    equal(t.nginx.ask("/assets/gone.js")[1]["Cache-Control"], "no-store", "missing asset")
    policy = t.nginx.ask("/vnc/")[1]
    equal((policy["X-Content-Type-Options"], policy["Content-Security-Policy"]), ("nosniff", None), "neighbour")


@check
def redirects_keep_the_query_and_lead_nowhere_else(t):
    redirects = {
        "/dashboard?token=a.b&x=%20": "/dashboard/?token=a.b&x=%20", "/dashboard": "/dashboard/", "/vnc?token=t": "/vnc/?token=t",
        "/cae?token=t": "/cae/?token=t", "/app?token=t": "/app/?token=t", "/moonlight?token=t": "/moonlight/?token=t",
        "/auth_portal/?token=t": "/?token=t", "/auth_portal/%5cevil.example/": "/", "/auth_portal/%0d%0aX-Evil:1": "/",
        "/prometheus?x=1": "/prometheus/?x=1", "/api?x=1": "/api/?x=1",
    }
    for target, location in redirects.items():
        status, headers, _ = t.nginx.ask(target)
        equal((status, headers["Location"]), (301, location), target)
        assert headers["X-Evil"] is None
    return f"{len(redirects)} redirects"


@check
def forwarded_headers_are_ours_and_secrets_of_services_are_not_let_in(t):
    forged = {"X-Forwarded-For": "10.9.9.9", "X-Real-IP": "10.9.9.9", "X-Forwarded-Proto": "https", "Forwarded": "for=10.9.9.9",
              "X-Forwarded-Host": "evil.example", "X-Internal-Secret": "guess", "X-Request-Id": "forged\t1", "Upgrade": "h2c",
              "Connection": "Upgrade"}
    for target in ("/api/health", "/auth/info", "/ws", "/socket.io/", "/cae/api/x", "/dashboardapi/x", "/api/v2/files/upload/chunk"):
        headers = t.nginx.seen(target, headers=forged)["headers"]
        for name, value in {"x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", "x-forwarded-proto": "http",
                            "x-forwarded-host": t.nginx.host, "host": t.nginx.host}.items():
            equal(headers.get(name), value, f"{target} {name}")
        for name in ("forwarded", "x-internal-secret", "upgrade"):
            assert name not in headers, f"{target} {name}"
        equal((len(headers["x-request-id"]), "forged" in headers["x-request-id"]), (32, False), target)
    kept = t.nginx.seen("/api/x", headers={"Authorization": "Bearer t", "Cookie": "a=b", "X-API-Key": "k", "Idempotency-Key": "i"})["headers"]
    equal([kept.get(k) for k in ("authorization", "cookie", "x-api-key", "idempotency-key")], ["Bearer t", "a=b", "k", "i"], "kept")


@check
def chunks_of_63_mebibytes_stream_through_unbuffered(t):
    body = os.urandom(MEBIBYTE) * 63
    digest = hashlib.sha256(body).hexdigest()
    for target, method in (("/api/v2/files/upload/chunk", "POST"), ("/api/v2/files/uploads/0123456789abcdef/chunks/3", "PUT")):
        seen = t.nginx.seen(target, method, body=body)
        equal((seen["size"], seen["sha256"]), (len(body), digest), target)
    # The upstream has the first bytes while the client still holds back the rest.
    t.stubs["dashboard"].first_byte_at = None
    with socket.create_connection(("127.0.0.1", t.nginx.port), timeout=30) as connection:
        connection.sendall(f"PUT /api/v2/files/uploads/0123/chunks/0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           f"Content-Length: {2 * MEBIBYTE}\r\n\r\n".encode() + body[:MEBIBYTE])
        deadline = time.monotonic() + 10
        while t.stubs["dashboard"].first_byte_at is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert t.stubs["dashboard"].first_byte_at, "nginx holds the body back until it is complete"
        connection.sendall(body[:MEBIBYTE])
        assert connection.recv(64).startswith(b"HTTP/1.1 200")
    def pieces():
        for _ in range(40):
            yield body[:MEBIBYTE]
    equal(t.nginx.seen("/api/v2/files/upload/chunk", "POST", body=pieces(), chunked=True,
                       headers={"Transfer-Encoding": "chunked"})["size"], 40 * MEBIBYTE, "chunked")


@check
def bodies_over_the_limit_get_413_as_json(t):
    limits = [("/api/jobs", 2), ("/auth/login", 2), ("/dashboardapi/x", 2), ("/api/v2/files/upload/init", 2), ("/ws", 2),
              ("/api/v2/files/upload/chunk", 65), ("/api/v2/files/uploads/01/chunks/1", 65), ("/api/api/v2/files/upload/chunk", 65),
              ("/api/jobs/submit", 1024), ("/dashboardapi/jobs/submit", 1024), ("/cae/api/x", 100)]
    for target, mebibytes in limits:
        # Announced by Content-Length; nginx answers before it reads the body.
        with socket.create_connection(("127.0.0.1", t.nginx.port), timeout=30) as connection:
            connection.sendall(f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {mebibytes * MEBIBYTE + 1}\r\n\r\n".encode())
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            told = json.loads(answer.read())
        equal((answer.status, answer.headers["Content-Type"], told["code"]), (413, "application/json", "payload_too_large"), target)
        equal(len(answer.headers["X-Request-Id"]), 32, target)
    equal(t.nginx.seen("/api/jobs", "POST", body=b"x" * 2 * MEBIBYTE)["size"], 2 * MEBIBYTE, "2 MiB")
    return f"{len(limits)} limits"


@check
def errors_of_services_pass_and_a_broken_answer_becomes_503(t):
    status, headers, body = t.nginx.ask("/api/answers-503")
    equal((status, headers["Retry-After"], body), (503, "17", b'{"error": "busy"}'), "503 of the service")
    status, _, body = t.nginx.ask("/api/answers-502")
    equal((status, body), (502, b'{"error": "slurm"}'), "502 of the service")
    status, headers, body = t.nginx.ask("/api/breaks-off")
    equal((status, json.loads(body)["code"]), (503, "service_unavailable"), "broken off")


@check
def websockets_are_upgraded_and_only_they(t):
    own = {"Origin": f"http://{t.nginx.host}"}
    for target, stub in (("/ws?token=x", "websocket /ws?token=x"), ("/socket.io/?EIO=4", "dashboard /socket.io/?EIO=4")):
        equal(t.nginx.upgrade(target, own), (101, stub, b"HELLO"), target)
    desktop = f"/vncproxy/{t.vnc_port}/websockify"
    equal(t.nginx.upgrade(desktop, own | {"Authorization": "Bearer vnc"}), (101, "vnc /websockify", b"HELLO"), desktop)
    equal(t.nginx.upgrade("/cae/vnc/6950/x?y=1", own | {"Authorization": "Bearer app"}), (101, "cae /vnc/6950/x?y=1", b"HELLO"), "cae")
    for target, token in ((desktop, "vnc"), ("/cae/vnc/6950/x", "app")):
        for origin in ("https://evil.example", "null", f"http://{t.nginx.host}.evil.example"):
            equal(t.nginx.upgrade(target, {"Origin": origin, "Authorization": f"Bearer {token}"})[0], 403, f"{target} from {origin}")


@check
def vncproxy_reaches_only_its_ports_and_only_for_who_may(t):
    vnc = {"Authorization": "Bearer vnc", "Cookie": "hpc_portal_token=secret"}
    target = f"/vncproxy/{t.vnc_port}/vnc.html?autoconnect=true&path=a%20b"
    seen = t.nginx.seen(target, headers=vnc)
    equal((seen["stub"], seen["path"]), ("vnc", "/vnc.html?autoconnect=true&path=a%20b"), target)
    assert "cookie" not in seen["headers"] and "authorization" not in seen["headers"], "a user's program got a token"
    equal(t.nginx.seen(f"/vncproxy/{t.vnc_port}/app/a%20b.js", headers=vnc)["path"], "/app/a%20b.js", "escaped path")
    asked, headers = t.stubs["auth"].received[-1]
    equal((asked, headers.get("Cookie"), headers.get("Upgrade")), ("/auth/check?permission=vnc", "hpc_portal_token=secret", None), "check")
    for headers, status in (({}, 401), ({"Authorization": "Bearer app"}, 403)):
        found, _, body = t.nginx.ask(target, headers=headers)
        equal(found, status, target)
        assert "접근할 수 없습니다" in body.decode() and b"nginx" not in body
    # Ports that listen, and ports around the ranges: none of them is even tried.
    refused = [22, 80, t.stubs["auth"].port, t.stubs["dashboard"].port, t.stubs["websocket"].port, t.nginx.port, 5432, 6379,
               6079, 6181, 6900, 7000, 60800, 16080, 65536, 0, "06080", "6080a", "0x17c0"]
    for port in refused:
        equal(t.nginx.ask(f"/vncproxy/{port}/x", headers=vnc)[0], 404, f"port {port}")
    for port in (6080, 6099, 6100, 6180, 6901, 6999):
        assert t.nginx.ask(f"/vncproxy/{port}/x", headers=vnc)[0] in (200, 503), f"port {port}"
    equal([t.nginx.ask(x, headers=vnc)[0] for x in ("/vncproxy", "/vncproxy/", f"/vncproxy/{t.vnc_port}")], [404] * 3, "no port")
    app = {"Authorization": "Bearer app"}
    equal(t.nginx.seen("/cae/vnc/6950/vnc.html?x=1", headers=app)["path"], "/vnc/6950/vnc.html?x=1", "cae relay")
    equal(t.nginx.ask("/cae/vnc/6950/vnc.html")[0], 401, "cae relay, stranger")
    for port in (22, 443, 4430, 5010, 5011, 6379, 5432, 9090, "06379", 100000, "x"):
        equal(t.nginx.ask(f"/cae/vnc/{port}/x", headers=app)[0], 404, f"cae relay, port {port}")
    return f"{len(refused)} ports refused"


@check
def monitoring_is_for_this_host_and_for_administrators(t):
    # Any other address of loopback is "somebody else": only 127.0.0.1 and ::1 are let in without a question.
    for target in ("/metrics", "/prometheus/graph"):
        equal(t.nginx.ask(target, source="127.0.0.2")[0], 401, target)
        equal(t.nginx.ask(target, source="127.0.0.2", headers={"Authorization": "Bearer vnc"})[0], 403, target)
        seen = t.nginx.seen(target, source="127.0.0.2", headers={"Authorization": "Bearer admin", "Cookie": "c=d"})
        assert "authorization" not in seen["headers"] and "cookie" not in seen["headers"], target
        equal(t.nginx.ask(target)[0], 200, target)
        # A client cannot pretend to be this host.
        equal(t.nginx.ask(target, source="127.0.0.2", headers={"X-Forwarded-For": "127.0.0.1"})[0], 401, target)


@check
def post_broadcast_and_the_services_metrics_are_not_reachable(t):
    equal(t.nginx.ask("/broadcast", "POST", body=b"{}")[0], 405, "/broadcast")
    equal(t.nginx.seen("/api/../metrics")["stub"], "node_exporter", "/api/../metrics")


@check
def down_neighbours_get_a_page_of_ours_and_programs_get_json(t):
    nginx = t.start(AUTH_PORT=9, DASHBOARD_PORT=9, WEBSOCKET_PORT=9)
    for target in ("/api/health", "/auth/info", "/health", "/ws?token=TOKEN-IN-QUERY", "/dashboardapi/x", "/cae/api/x", "/socket.io/?t=1",
                   "/api/v2/templates", "/api/v2/files/upload/chunk", "/cae/automation/x", "/api/moonlight/x"):
        status, headers, body = nginx.ask(target)
        equal((status, headers["Content-Type"], headers["Retry-After"]), (503, "application/json", "5"), target)
        equal(json.loads(body)["code"], "service_unavailable", target)
        equal(len(headers["X-Request-Id"]), 32, target)
    equal(nginx.ask("/api/jobs", "POST", body=b"{}")[0], 503, "POST")
    # vncproxy: the auth service itself is down; prometheus: this host needs no question, but it is down.
    for target, method in (("/vncproxy/6080/vnc.html", "GET"), ("/prometheus/graph", "GET"), ("/metrics", "GET"), ("/prometheus/x", "POST")):
        status, headers, body = nginx.ask(target, method)
        equal((status, headers["Content-Type"].split(";")[0], headers["Retry-After"]), (503, "text/html", "5"), target)
        assert "지금은 사용할 수 없습니다" in body.decode() and "Not available right now" in body.decode() and b"nginx" not in body, target
    equal(nginx.ask("/")[0], 200, "pages stay up")
    # The whole of both logs, after requests that failed.
    assert "TOKEN-IN-QUERY" not in nginx.log("NGINX_ACCESS_LOG") + nginx.log("NGINX_ERROR_LOG"), "a token is in a log"


@check
def no_query_reaches_the_access_log(t):
    for target in ("/ws?token=TOKEN-IN-QUERY", "/dashboard?token=TOKEN-IN-QUERY", "/dashboard/?token=TOKEN-IN-QUERY",
                   "/auth/callback?token=TOKEN-IN-QUERY", "/assets/gone.js?token=TOKEN-IN-QUERY", "/vnc/gone.js?token=TOKEN-IN-QUERY"):
        t.nginx.ask(target, headers={"Referer": "http://x/?token=TOKEN-IN-QUERY"})
    seen = t.nginx.seen("/api/log%20me?token=TOKEN-IN-QUERY")
    time.sleep(0.1)
    log = t.nginx.log("NGINX_ACCESS_LOG")
    assert "TOKEN-IN-QUERY" not in log + t.nginx.log("NGINX_ERROR_LOG"), "a token is in a log"
    line = next(line for line in log.splitlines() if '"GET /api/log%20me HTTP/1.1" 200' in line)
    assert f"request_id={seen['headers']['x-request-id']} " in line, line


@check
def tls_redirects_keeps_the_query_and_says_https(t):
    nginx = t.start(variant="tls")
    status, headers, _ = nginx.ask("/dashboard?token=x", headers={"Host": "portal.example"})
    equal((status, headers["Location"]), (301, "https://portal.example/dashboard?token=x"), "redirect")
    proof = pathlib.Path(nginx.values["NGINX_DIR"]) / "acme/.well-known/acme-challenge/abc"
    proof.parent.mkdir(parents=True)
    proof.write_text("proof")
    equal(nginx.ask("/.well-known/acme-challenge/abc")[2], b"proof", "ACME")
    context = ssl.create_default_context(cafile=nginx.values["NGINX_CA"])
    for target in ("/api/health", "/", "/assets/index-abc.js", "/vnc/"):
        connection = http.client.HTTPSConnection("127.0.0.1", int(nginx.values["NGINX_TLS_PORT"]), timeout=30, context=context)
        with contextlib.closing(connection):
            connection.request("GET", target)
            answer = connection.getresponse()
            body = answer.read()
        equal((answer.status, answer.headers.get_all("Strict-Transport-Security")), (200, ["max-age=63072000"]), target)
        if target == "/api/health":
            equal(json.loads(body)["headers"]["x-forwarded-proto"], "https", target)
    version = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_version}", "--cacert", nginx.values["NGINX_CA"],
                              nginx.values["NGINX_TLS_URL"] + "/api/health"], check=True, timeout=30, stdout=subprocess.PIPE, text=True)
    equal(version.stdout, "2", "HTTP version")


class Test:
    """The stubs, the files and the nginx processes of one run."""

    def __init__(self, root):
        files(root)
        self.root, self.running = root, []
        names = ("auth", "dashboard", "websocket", "cae", "cae_automation", "moonlight", "prometheus", "node_exporter")
        self.stubs = {name: Stub(name) for name in names}
        self.stubs["vnc"] = next(self.desktop())
        self.vnc_port = self.stubs["vnc"].port
        self.nginx = self.start()

    @staticmethod
    def desktop():
        """A stub on a free port of the VNC range."""
        for port in range(6081, 6180):
            with contextlib.suppress(OSError):
                yield Stub("vnc", port)

    def start(self, variant="http", **ports):
        names = {f"{name.upper()}_PORT": stub.port for name, stub in self.stubs.items() if name != "vnc"}
        if ports:
            names = {}
        nginx = Nginx(variant, **names, **ports, WEB_ROOT=self.root / "web", NEIGHBOUR_ROOT=self.root / "neighbours")
        self.running.append(nginx)
        return nginx

    def stop(self):
        for nginx in self.running:
            nginx.stop()


def main():
    root = pathlib.Path(tempfile.mkdtemp(prefix="hpc-portal-nginx-check."))
    root.chmod(0o755)
    failed, started = 0, time.monotonic()
    test = None
    try:
        test = Test(root)
        for function in CHECKS:
            name = function.__name__.replace("_", " ")
            try:
                detail = function(test)
                print(f"nginx: {name}" + (f" ({detail})" if detail else ""))
            except Exception as error:  # noqa: BLE001 - the next check says more about what is wrong
                failed += 1
                print(f"nginx: FAILED {name}: {type(error).__name__}: {error}")
    finally:
        if test:
            test.stop()
        shutil.rmtree(root)
    print(f"nginx: {len(CHECKS) - failed} of {len(CHECKS)} checks passed in {time.monotonic() - started:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
