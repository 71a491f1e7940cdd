"""A POST to an address that somebody typed in: where it goes, and how it ends."""

import ipaddress
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from config.kernel.calling import DEADLINE, MAX_ANSWER, Answer, Failed, is_public, post
from tests.kernel.receiver import LOOPBACK, receiving


@pytest.fixture(scope="module")
def receiver():
    with receiving() as server:
        yield server


def refused(url, **kwargs):
    """Why nothing was answered, and how long that took."""
    began = time.monotonic()
    with pytest.raises(Failed) as caught:
        post(url, b"{}", {}, **{"networks": LOOPBACK, "seconds": 0.5, **kwargs})
    assert time.monotonic() - began < 2
    return str(caught.value)


def test_a_message_arrives_whole(receiver):
    receiver.messages.clear()
    answer = post(receiver.url("204?a=%C3%A9&b"), '{"é": 1}'.encode(), {"webhook-id": "evt_1"}, networks=LOOPBACK)
    assert answer == Answer(204, "", "")
    ((path, headers, body),) = receiver.messages
    host = receiver.url("").removeprefix("http://").rstrip("/")
    assert (path, body) == ("/204?a=%C3%A9&b", '{"é": 1}'.encode())
    assert headers == {
        "webhook-id": "evt_1", "Host": host, "Connection": "close", "Content-Length": str(len(body)),
        "Accept-Encoding": "identity",
    }  # fmt: skip


def test_an_answer_is_read_as_text_and_not_whole(receiver):
    assert post(receiver.url("500"), b"", {}, networks=LOOPBACK) == Answer(500, "", "You said 500. <b>Bye</b>")
    assert post(receiver.url("flood"), b"", {}, networks=LOOPBACK) == Answer(500, "", "y" * MAX_ANSWER)


def test_no_redirect_is_followed(receiver):
    receiver.messages.clear()
    receiver.headers["Location"] = receiver.url("200")
    try:
        for status in (301, 302, 303, 307, 308):
            assert post(receiver.url(str(status)), b"", {}, networks=LOOPBACK).status == status
    finally:
        receiver.headers.clear()
    assert [path for path, _, _ in receiver.messages] == ["/301", "/302", "/303", "/307", "/308"]


def test_no_proxy_of_the_environment_is_asked(receiver, monkeypatch):
    with receiving() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        assert post(receiver.url("200"), b"", {}, networks=LOOPBACK).status == 200
        assert proxy.messages == []


def test_a_receiver_that_hangs_or_dribbles_is_not_waited_for(receiver):
    assert refused(receiver.url("hang")) == "Nothing was answered within 0.5 seconds."
    assert refused(receiver.url("dribble")) == "Nothing was answered within 0.5 seconds."
    assert DEADLINE == 10


def test_what_was_answered_counts_though_its_body_has_no_end(receiver):
    began = time.monotonic()
    assert post(receiver.url("slow-body"), b"", {}, networks=LOOPBACK, seconds=0.5) == Answer(200, "", "")
    assert time.monotonic() - began < 2


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for(receiver):
    def resolver(*args, **kwargs):
        time.sleep(5)

    assert refused(receiver.url("200"), resolver=resolver) == "Nothing was answered within 0.5 seconds."


def test_a_receiver_that_talks_something_else(receiver):
    assert refused(receiver.url("drop")) == "The connection was closed without an answer."
    assert refused(receiver.url("noise")) == "What was answered is no HTTP."
    over_tls = receiver.url("200").replace("http:", "https:")
    assert refused(over_tls).startswith("No encrypted connection with 127.0.0.1: ")


def test_a_receiver_that_is_not_there(receiver):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        assert refused(f"http://127.0.0.1:{taken.getsockname()[1]}/") == (
            "No connection with 127.0.0.1: Connection refused."
        )
    assert refused("https://nobody.invalid/", resolver=leads_to()) == "No address is known of nobody.invalid."
    assert refused(f"https://{'x' * 64}.example/") == f"No address is known of {'x' * 64}.example."


def leads_to(*addresses):
    """A resolver by which every name leads to these addresses; asked again, to the next, and counts how often."""

    def resolver(host, port, type):
        resolver.asked.append((host, port))
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, type, 6, "", (each, port)) for each in addresses]

    resolver.asked = []
    return resolver


PRIVATE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3",  # noqa: S104 - nothing is bound
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.5", "224.0.0.1", "239.1.2.3",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2002:7f00:1::",
    "2002:808:808::", "2001:0:808:808::", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo",
    "fec0::1", "ff02::1", "100::1", "3fff::1", "5f00::1", "4000::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "2a00::1"]


def test_what_is_public():
    assert [each for each in PRIVATE if is_public(ipaddress.ip_address(each))] == []
    assert [each for each in PUBLIC if not is_public(ipaddress.ip_address(each))] == []


NOT_PUBLIC = "{} leads to an address that may not be called: it is not on the public internet."


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "0",  # noqa: S104 - nothing is bound
    "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
        "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "LOCALHOST",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_in_whatever_clothes_it_comes(host):
    shown = host.strip("[]").lower()
    for address in (f"https://{host}/", f"https://{host}:8443/", f"http://{host}/"):
        assert refused(address, networks=()) == NOT_PUBLIC.format(shown)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused(address):
    assert refused("https://hooks.example/", networks=(), resolver=leads_to(address)) == (
        NOT_PUBLIC.format("hooks.example")
    )


def test_one_private_address_among_public_ones_is_enough():
    for addresses in (("8.8.8.8", "127.0.0.1"), ("127.0.0.1", "8.8.8.8")):
        asked = leads_to(*addresses)
        assert refused("https://hooks.example/", networks=(), resolver=asked) == NOT_PUBLIC.format("hooks.example")


def test_on_the_public_internet_only_https_and_its_ports_are_called():
    for url in ("http://hooks.example/", "https://hooks.example:22/", "http://hooks.example:443/"):
        assert refused(url, networks=LOOPBACK, resolver=leads_to("8.8.8.8")) == NOT_PUBLIC.format("hooks.example")


def test_the_connection_goes_to_the_address_that_was_checked():
    """Whose name leads elsewhere when it is looked up once more gains nothing: it is looked up once."""
    with receiving(host="127.0.0.2") as good, receiving(port=good.server_address[1]) as inner:
        answers = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]]
        asked = []

        def rebinding(host, port, type):
            asked.append(host)
            return leads_to(*answers.pop(0))(host, port, type)

        url = f"http://hooks.example:{good.server_address[1]}/200"
        allowed = [ipaddress.ip_network("127.0.0.2/32")]
        assert post(url, b"", {}, networks=allowed, resolver=rebinding).status == 200
        assert (asked, len(good.messages), inner.messages) == (["hooks.example"], 1, [])
        assert good.messages[0][1]["Host"] == f"hooks.example:{good.server_address[1]}"
        # The control: asked anew, it is the inner one that would be called, and that is refused.
        assert refused(url, networks=allowed, resolver=rebinding) == NOT_PUBLIC.format("hooks.example")


def test_the_next_address_is_tried_where_one_does_not_answer():
    with receiving(host="127.0.0.3") as server:
        url = f"http://hooks.example:{server.server_address[1]}/200"
        assert post(url, b"", {}, networks=LOOPBACK, resolver=leads_to("127.0.0.9", "127.0.0.3")).status == 200


def test_the_next_address_is_tried_where_the_machine_does_not_know_the_family_of_one():
    """As where there is no IPv6."""

    def resolver(host, port, type):
        return [(9_999, type, 6, "", ("127.0.0.9", port)), *leads_to("127.0.0.3")(host, port, type)]

    with receiving(host="127.0.0.3") as server:
        url = f"http://hooks.example:{server.server_address[1]}/200"
        assert post(url, b"", {}, networks=LOOPBACK, resolver=resolver).status == 200
        assert refused(url, resolver=lambda *args, **kwargs: resolver(*args, **kwargs)[:1]) == (
            "No connection with hooks.example: Address family not supported by protocol."
        )


@pytest.fixture
def certificate(tmp_path):
    """A certificate of hooks.example that says so itself, and its key, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: it makes the certificate")
    path = tmp_path / "hooks.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", path, "-out", tmp_path / "only.pem", "-days", "2", "-subj", "/CN=hooks.example"]
    subprocess.run([*command, "-addext", "subjectAltName=DNS:hooks.example"], check=True, capture_output=True)
    path.write_text(path.read_text() + (tmp_path / "only.pem").read_text())
    return path


def test_the_certificate_has_to_be_that_of_the_name(certificate, monkeypatch):
    with receiving() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        address = f"https://{{}}:{server.server_address[1]}/200"
        loopback = leads_to("127.0.0.1")
        unknown = refused(address.format("hooks.example"), resolver=loopback, seconds=2)
        assert unknown == "The certificate of hooks.example is not valid: self-signed certificate."
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        answer = post(address.format("hooks.example"), b"{}", {}, networks=LOOPBACK, resolver=loopback)
        assert answer == Answer(200, "", "You said 200. <b>Bye</b>")
        other = refused(address.format("other.example"), resolver=loopback, seconds=2)
        assert other.startswith("The certificate of other.example is not valid: Hostname mismatch")
