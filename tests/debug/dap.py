"""A small client of the Debug Adapter Protocol: requests, their answers, and events.

    client = Client(reader, writer)
    client.request("setBreakpoints", source={...}, breakpoints=[...])
    client.event("stopped")
"""

from __future__ import annotations

import json
from collections import deque
from typing import Any, BinaryIO

Message = dict[str, Any]


class Client:
    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self._sent = 0
        self._events: deque[Message] = deque()
        self._answers: dict[int, Message] = {}

    def send(self, command: str, **arguments: Any) -> int:
        self._sent += 1
        message = {"seq": self._sent, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(message).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._writer.flush()
        return self._sent

    def answer(self, number: int) -> Message:
        while number not in self._answers:
            self._receive()
        message = self._answers.pop(number)
        assert message["success"], message
        return message.get("body") or {}

    def request(self, command: str, **arguments: Any) -> Message:
        return self.answer(self.send(command, **arguments))

    def event(self, name: str) -> Message:
        """The body of the next event of that name; those before it are dropped."""
        while True:
            while self._events:
                message = self._events.popleft()
                if message["event"] == name:
                    return message.get("body") or {}
            self._receive()

    def _receive(self) -> None:
        length = 0
        while line := self._reader.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the adapter went away")
        message = json.loads(self._reader.read(length))
        if message["type"] == "event":
            self._events.append(message)
        elif message["type"] == "response":
            self._answers[message["request_seq"]] = message
