"""One POST to an address that somebody typed in. It never reaches what it should not: where a name leads is looked at
once, every address is checked, and the connection goes to the very address that was checked. No redirect is followed,
no proxy of the environment asked, and all of it together ends at a deadline, however slowly the other side talks."""

import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PORTS = (443, 8443)
"""On the public internet no other is called."""
DEADLINE = 10.0
"""Seconds from the look-up of the name to the end of the answer."""
MAX_ANSWER = 4_096
"""Bytes of an answer's body that are read."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[..., list[Any]]
"""As socket.getaddrinfo."""

_UNICAST = ipaddress.ip_network("2000::/3")
_NO_SERVERS = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"))
)
"""What Python does not know, or not in every release, to be for protocols, tunnels and examples."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Failed(Exception):
    """Nothing was answered. Says why in a sentence."""


@dataclass(frozen=True)
class Answer:
    """What was answered: the beginning of its body alone, as far as it is text."""

    status: int
    retry_after: str
    text: str


class _Clock:
    """Counts down the seconds that are left."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Raises TimeoutError where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def is_public(address: Address) -> bool:
    """Whether it is one server on the public internet: neither private, shared, local, reserved or multicast, nor any
    of these in the clothes of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast and not any(address in each for each in _NO_SERVERS)


def is_private(host: str) -> bool:
    """Whether a host is not on the public internet by what it is called: localhost, or an address as it is usually
    written. In whatever other way it is written, `post` refuses it."""
    host = host.rstrip(".")
    if host.rpartition(".")[2] == "localhost":
        return True
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return False


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    networks: Collection[Network] = (),
    resolver: Resolver = socket.getaddrinfo,
    seconds: float = DEADLINE,
) -> Answer:
    """Posts and returns the answer, whatever its status. `networks` are those that may be reached beside the public
    internet, and there by http:// and at any port as well. Raises Failed."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    clock = _Clock(seconds)
    try:
        found = _resolved(host, port, resolver, clock)
        if not all(_may_call(sockaddr[0], port, secure, networks) for _, sockaddr in found):
            raise Failed(f"{host} leads to an address that may not be called: it is not on the public internet.")
        with _connected(found, clock) as sock:
            sock.settimeout(clock.left())
            wire = _context().wrap_socket(sock, server_hostname=host) if secure else sock
            with wire:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                return _asked(wire, clock, parts.netloc, target, body, headers)
    except TimeoutError:
        raise Failed(f"Nothing was answered within {seconds:g} seconds.") from None
    except ssl.SSLCertVerificationError as error:
        raise Failed(f"The certificate of {host} is not valid: {error.verify_message.rstrip('.')}.") from None
    except ssl.SSLError as error:
        raise Failed(f"No encrypted connection with {host}: {error.reason or 'it was closed'}.") from None
    except http.client.RemoteDisconnected:
        raise Failed("The connection was closed without an answer.") from None
    except http.client.HTTPException:
        raise Failed("What was answered is no HTTP.") from None
    except OSError as error:
        raise Failed(f"No connection with {host}: {error.strerror or type(error).__name__}.") from None


def _resolved(host: str, port: int, resolver: Resolver, clock: _Clock) -> list[tuple[int, Any]]:
    """(family, address with port) of a name. The system's look-up knows no deadline, so it is not waited for longer."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(resolver(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=clock.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception) or not found:
        raise Failed(f"No address is known of {host}.")
    return [(family, sockaddr) for family, _, _, _, sockaddr in found]


def _may_call(text: str, port: int, secure: bool, networks: Collection[Network]) -> bool:
    address = ipaddress.ip_address(text)
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in network for network in networks):
        return True
    return secure and port in PORTS and is_public(address)


def _connected(found: list[tuple[int, Any]], clock: _Clock) -> socket.socket:
    """A connection to the first of the addresses that takes one. Raises OSError where none does."""
    for position, (family, sockaddr) in enumerate(found, start=1):
        sock = None
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)  # which fails where there is no IPv6
            # Those that are left have to have their time as well.
            sock.settimeout(clock.left() / (1 if position == len(found) else 2))
            sock.connect(sockaddr)
        except OSError:
            if sock:
                sock.close()
            if position == len(found):
                raise
        else:
            return sock
    raise AssertionError("a name has an address")


def _asked(
    wire: socket.socket, clock: _Clock, host: str, target: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection = http.client.HTTPConnection(host)
    connection.sock = _Wire(wire, clock)  # all that is used of a socket
    connection.request("POST", target, body, {**headers, "Host": host, "Connection": "close"})
    response = connection.getresponse()
    try:
        content = response.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException):
        content = b""  # its status is said already
    text = "".join(each if each.isprintable() else " " for each in content.decode(errors="replace"))
    return Answer(response.status, response.headers.get("Retry-After", ""), " ".join(text.split()))


class _Wire:
    """As much of a socket as http.client uses, all of which together ends at a deadline."""

    def __init__(self, sock: socket.socket, clock: _Clock) -> None:
        self._sock, self._clock = sock, clock

    def sendall(self, content: bytes) -> None:
        self._sock.settimeout(self._clock.left())
        self._sock.sendall(content)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._clock))

    def close(self) -> None:
        """Left to whoever opened it."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, clock: _Clock) -> None:
        self._sock, self._clock = sock, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._clock.left())
        return self._sock.recv_into(buffer)


def _context() -> ssl.SSLContext:
    """The authorities that this system trusts; SSL_CERT_FILE names others."""
    return ssl.create_default_context()
