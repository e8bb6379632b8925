"""Prints with which key the C++ SDK that pyarrow carries signs a request, as one line of JSON.

The SDK has no accessor from Python, so a server of this process stands for S3 and reads the Authorization header: from
the bytes as they come, since what the SDK writes there may be no header to anybody (a key id with a line end in it).
"""

import json
import os
import re
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread

from pyarrow import fs

signers = []


class Storage(StreamRequestHandler):
    """Answers everything with an empty page, and keeps who asked."""

    def handle(self):
        said = b""
        while not said.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
            said += line
        signed = re.search(rb"Credential=(.*?)/\d{8}/", said, re.DOTALL)
        signers.append(signed[1].decode(errors="replace") if signed else None)
        self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


said = {"access_key_id": None, "provider": None, "error": None}
server = TCPServer(("127.0.0.1", 0), Storage)
Thread(target=server.serve_forever, daemon=True).start()
try:
    address = f"127.0.0.1:{server.server_address[1]}"
    fs.S3FileSystem(endpoint_override=address, scheme="http", region="us-east-1").get_file_info("bucket/x")
    said["access_key_id"] = signers[0]
    said["error"] = None if signers[0] else "unsigned"
except Exception as error:  # noqa: BLE001 - whatever it raises is its answer
    said["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(said), flush=True)
# With web identity the SDK's own end may take most of a minute.
os._exit(0)
