"""Prints with which key the C++ SDK that pyarrow carries signs a request, as one line of JSON.

The SDK has no accessor from Python, so a server of this process stands for S3 and reads the Authorization header.
"""

import json
import os
import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from pyarrow import fs

signers = []


class Storage(BaseHTTPRequestHandler):
    """Answers everything with an empty page, and keeps who asked."""

    def do_HEAD(self):
        signed = re.search(r"Credential=([^/]*)/", self.headers.get("Authorization") or "")
        signers.append(signed[1] if signed else None)
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_):
        pass


said = {"access_key_id": None, "provider": None, "error": None}
server = HTTPServer(("127.0.0.1", 0), Storage)
Thread(target=server.serve_forever, daemon=True).start()
try:
    address = f"127.0.0.1:{server.server_port}"
    fs.S3FileSystem(endpoint_override=address, scheme="http", region="us-east-1").get_file_info("bucket/x")
    said["access_key_id"] = signers[0]
    said["error"] = None if signers[0] else "unsigned"
except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
    said["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(said), flush=True)
# With web identity the SDK's own end may take most of a minute.
os._exit(0)
