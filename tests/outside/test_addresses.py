"""What is an address of a server elsewhere, and which networks are public."""

import pytest

from outside import Obstacle, Unreached, read_address
from outside.addresses import is_public


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://example.com/a.ics",
        "ftp://example.com/a.ics",
        "file:///etc/passwd",
        "https://",
        "https:///a.ics",
        "https://user:password@example.com/a.ics",
        "https://user@example.com/a.ics",
        "https://example.com:99999/a.ics",
        "https://example.com/a b",
        "https://example.com/a\r\nHost: x",
        "https://exa mple.com/",
        "//example.com/a.ics",
    ],
)
def test_only_an_https_address_without_a_password_is_one(text):
    with pytest.raises(Unreached) as refused:
        read_address(text)
    assert refused.value.obstacle == Obstacle.ADDRESS


def test_an_address_is_read_as_it_is_written():
    assert str(read_address("https://Example.com/a.ics?x=1")) == "https://example.com/a.ics?x=1"
    assert str(read_address("https://münchen.example:8443")) == "https://xn--mnchen-3ya.example:8443/"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "2001:db8::1", "fec0::1", "2001::1", "192.88.99.1",
    ],
)  # fmt: skip
def test_a_private_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_a_public_address_is(address):
    assert is_public(address)
