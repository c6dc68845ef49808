"""Compares a session with and without the supervisor byte by byte.

transparency.py SUPERVISOR TOOL ARGUMENTS COMMAND...
"""

import json
import subprocess
import sys

supervisor, tool, arguments, *command = sys.argv[1:]

SESSION = [
    {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": {"name": "caf\u00e9", "version": "1"}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": "a", "method": "ping"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}},
    {"jsonrpc": "2.0", "id": 3, "method": "tools/call",
     "params": {"name": tool, "arguments": json.loads(arguments)}},
    {"jsonrpc": "2.0", "id": 4, "method": "no/such/method"},
]


def session(prefix: list[str]) -> list[bytes]:
    """Everything that the client reads, one request after the other."""
    process = subprocess.Popen(
        prefix + command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    lines = []
    for message in SESSION:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        while "id" in message:
            line = process.stdout.readline()
            lines.append(line)
            if json.loads(line).get("id") == message["id"]:
                break
    process.stdin.close()
    lines.extend(process.stdout.readlines())
    process.wait(timeout=30)
    return lines


direct, supervised = session([]), session([supervisor, "--"])
assert direct == supervised, f"\n{direct}\n{supervised}"
print(f"  {len(direct)} messages, {sum(map(len, direct))} bytes: the same with and without")
