"""The tree check finds what must not be committed. Offending texts are put together here, so that the check's own
run over the tree stays clean."""

import pytest

from scripts.check_tree import LARGEST, findings, is_real_cpr

HOST = "packages.example"


def found(text: str, name: str = "docs/page.md") -> list[str]:
    return list(findings(name, text.encode(), (HOST,)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"see {HOST}/simple", "registry"),
        ("cd /" + "root/project", "one machine"),
        ("path=/" + "home/anna/x", "one machine"),
        ("-----BEGIN RSA PRIVATE" + " KEY-----", "private key"),
        ("cpr " + "070761" + "-4285", "CPR"),
    ],
)
def test_what_must_not_stand_is_found_with_its_line(text: str, what: str) -> None:
    (line,) = found(f"first\n{text}\n")
    assert line.startswith("2: ")
    assert what in line


@pytest.mark.parametrize(
    "text",
    [
        "/workshops/",
        "see docs/work/plan.md",
        "https://example.org/home/anna",
        "251248-4916",
        "phone 70 00 00 00",
        "2512489996",
    ],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert not found(text)


def test_a_lock_file_holds_no_address() -> None:
    assert found("resolved https://anywhere.example/x.tgz", name="package-lock.json")
    assert not found("see https://anywhere.example/x.tgz")


def test_a_large_file_is_found_and_a_binary_one_is_not_read() -> None:
    assert "limit" in next(iter(findings("a.png", b"\0" * (LARGEST + 1), (HOST,))))
    assert not list(findings("a.png", b"\0" + HOST.encode(), (HOST,)))


@pytest.mark.parametrize("digits", ["2512489996", "2512484916", "9999999999", "0000000000"])
def test_test_numbers_and_other_digits_are_no_real_cpr(digits: str) -> None:
    assert not is_real_cpr(digits)


def test_a_number_that_passes_modulus_eleven_may_be_real() -> None:
    assert is_real_cpr("070761" + "4285")
