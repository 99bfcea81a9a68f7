#!/usr/bin/env python3
"""Uploads one file to HPC Portal in chunks. Run it again after an interruption, on any computer: it goes on.

    upload.py FILE [JOB_ID]

PORTAL_URL (http://127.0.0.1:8080 unless set), and PORTAL_API_KEY (scopes files:read and files:write), PORTAL_TOKEN or
PORTAL_USER; the password is asked for, or taken from PORTAL_PASSWORD. Needs Python 3.8 and requests.
"""

import getpass
import hashlib
import os
import sys
import time
import uuid
from pathlib import Path

import requests

URL = os.environ.get("PORTAL_URL", "http://127.0.0.1:8080").rstrip("/")
MAY_WORK_LATER = {408, 429, 502, 503, 504}


class Refused(Exception):
    """The portal said no, and will say so again."""

    def __init__(self, answer):
        body = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        self.code = body.get("code")
        words = [body.get("error"), body.get("message"), body.get("reason"), *body.get("recommendations", [])]
        request_id = answer.headers.get("X-Request-Id")
        said = ". ".join(word.rstrip(".") for word in words if word) or answer.reason
        super().__init__(f"{said} (status {answer.status_code}, request {request_id})")


class Portal:
    def __init__(self):
        self.session = requests.Session()
        self.renewed = None
        key = os.environ.get("PORTAL_API_KEY")
        if key:
            self.session.headers["X-API-Key"] = key
            return
        token = os.environ.get("PORTAL_TOKEN")
        if not token:
            user = os.environ["PORTAL_USER"]
            password = os.environ.get("PORTAL_PASSWORD") or getpass.getpass(f"Password of {user}: ")
            token = self.ask("POST", "/auth/login", json={"username": user, "password": password})["token"]
        self.use(token)

    def use(self, token):
        self.session.cookies.clear()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.renewed = time.monotonic()

    def stay_signed_in(self):
        """A token lives for an hour by default, and a good one can be exchanged for a fresh one. A key needs neither."""
        if self.renewed is not None and time.monotonic() - self.renewed > 1200:
            self.use(self.ask("POST", "/auth/refresh")["token"])

    def ask(self, method, path, timeout=120, **arguments):
        """The answer's JSON. What may work later is sent again, no sooner than Retry-After says."""
        for attempt in range(20):
            wait = min(2**attempt, 30)
            try:
                answer = self.session.request(method, URL + path, timeout=(10, timeout), **arguments)
            except (requests.ConnectionError, requests.Timeout) as error:
                problem = error
            else:
                if answer.ok:
                    return answer.json()
                problem = Refused(answer)
                later = answer.status_code in MAY_WORK_LATER or problem.code == "chunk_checksum_mismatch"
                if not later or problem.code == "too_much_open":
                    raise problem
                wait = int(answer.headers.get("Retry-After") or wait)
            print(f"  {problem}; next try in {wait} s", file=sys.stderr)
            time.sleep(wait)
        raise problem


def sha256_of(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def begin_or_continue(portal, path, size, job):
    """The id of an unfinished upload of this name, size and job, or of a new one."""
    query = {"q": path.name, "status": "initialized,uploading", "limit": 200}
    for upload in portal.ask("GET", "/api/v2/files/uploads", params=query)["uploads"]:
        if (upload["filename"], upload["file_size"], upload["job_id"]) == (path.name, size, job):
            return upload["upload_id"]
    body = {"filename": path.name, "file_size": size, "job_id": job}
    # The key makes one upload of several tries.
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    upload = portal.ask("POST", "/api/v2/files/upload/init", json=body, headers=headers)
    if not upload["security"]["safe"]:
        portal.ask("DELETE", f"/api/v2/files/uploads/{upload['upload_id']}")
        sys.exit(f"refused: {upload['security']['reason']}")
    return upload["upload_id"]


def send_missing(portal, path, upload_id):
    upload = portal.ask("GET", f"/api/v2/files/uploads/{upload_id}")
    with path.open("rb") as file:
        for first, last in upload["missing_ranges"]:
            for index in range(first, last + 1):
                portal.stay_signed_in()
                file.seek(index * upload["chunk_size"])
                chunk = file.read(upload["chunk_size"])
                headers = {"X-Checksum-SHA256": hashlib.sha256(chunk).hexdigest()}
                target = f"/api/v2/files/uploads/{upload_id}/chunks/{index}"
                done = portal.ask("PUT", target, data=chunk, headers=headers)
                print(f"  {done['uploaded_chunks']} of {done['total_chunks']} chunks", file=sys.stderr)


def main():
    path, job = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    size = path.stat().st_size
    if size == 0:
        sys.exit("empty files are refused")
    portal = Portal()
    upload_id = begin_or_continue(portal, path, size, job)
    for _ in range(3):
        try:
            send_missing(portal, path, upload_id)
        except Refused as refused:
            # Somebody else, in another terminal, was quicker: complete then only tells where the file is.
            if refused.code != "already_completed":
                raise
        try:
            # The portal reads the whole file once more and compares it with this sum.
            body = {"upload_id": upload_id, "sha256": sha256_of(path)}
            portal.stay_signed_in()
            print(portal.ask("POST", "/api/v2/files/upload/complete", timeout=3600, json=body)["file_path"])
            return
        except Refused as refused:
            # After a disk error on the server some chunks may have to come again.
            if refused.code != "upload_incomplete":
                raise
    sys.exit("the portal still misses chunks; run this again later")


if __name__ == "__main__":
    try:
        main()
    except (Refused, requests.RequestException, OSError) as problem:
        sys.exit(f"upload.py: {problem}")
