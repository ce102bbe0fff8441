"""A mail server of the tests' own."""

from __future__ import annotations

from socketserver import StreamRequestHandler, TCPServer

REFUSED = "nobody@demo.example"


class Mailbox(TCPServer):
    """A server that takes letters for everybody but one, and keeps them as they came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[bytes] = []
        self.parting: str | None = "221 Bye"


class Conversation(StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 mail.example")
        while line := self.rfile.readline().strip().decode():
            verb = line.split(":")[0].upper()
            if verb == "DATA":
                self.say("354 Go on")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            if verb == "QUIT":
                self.part()
                return
            self.say("550 5.1.1 No such mailbox" if REFUSED in line else "250 Fine")

    def part(self) -> None:
        if self.server.parting is not None:
            self.say(self.server.parting)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
