"""A mail server that takes everything, remembers when and for whom, and throws it away."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Sink:
    """Where it listens, and what it took: recipient and moment (monotonic seconds), in order."""

    port: int = 0
    taken: list[tuple[str, float]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it says goodbye or breaks."""
        recipients: list[str] = []
        writer.write(b"220 sink\r\n")
        try:
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"RCPT":
                    recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
                elif verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await reader.readuntil(b"\r\n.\r\n")
                    self.taken += [(recipient, time.monotonic()) for recipient in recipients]
                    recipients.clear()
                writer.write(_REPLIES.get(verb, b"250 fine\r\n"))
                if verb == b"QUIT":
                    break
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


_REPLIES = {b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n", b"QUIT": b"221 goodbye\r\n"}


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink that listens for as long as the block lasts, in a thread of its own."""
    started = threading.Event()
    taker = Sink()
    loop = asyncio.new_event_loop()

    async def listen() -> asyncio.Server:
        server = await asyncio.start_server(taker.serve, "127.0.0.1", 0, limit=1 << 20)
        taker.port = server.sockets[0].getsockname()[1]
        started.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(listen())
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, name="sink", daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield taker
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
