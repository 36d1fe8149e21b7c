"""Messages as bytes, and the roads they leave by."""

import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sundhedscenter.core import channels
from sundhedscenter.core.channels import FileRoad, NotDelivered, SmtpRoad, WrongAddress
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.outbox import Rendered
from tests.core.mail_server import DIE_BEFORE_KEEPING, REFUSE, MailServer

SEAT = Rendered(subject="Din plads på holdet: Åben træning", text="Vi ses tirsdag kl. 17.\nMed venlig hilsen")


def a_message(channel: str = OutboxMessage.EMAIL, recipient: str = "borger@example.org") -> OutboxMessage:
    key = uuid.UUID("11111111-2222-4333-8444-555555555555")
    return OutboxMessage(
        id=key,
        kind="seat_confirmed",
        channel=channel,
        recipient=recipient,
        created_at=datetime(2026, 11, 21, 22, 30, tzinfo=UTC),
        message_id=f"<{key}@sundhedscenter.invalid>",
    )


def test_email_is_a_whole_message_with_fixed_id_and_date() -> None:
    sent = channels.compose(a_message(), SEAT)
    mail = message_from_bytes(sent, policy=policy.default)
    assert mail["Message-ID"] == "<11111111-2222-4333-8444-555555555555@sundhedscenter.invalid>"
    assert mail["Date"] == "Sat, 21 Nov 2026 23:30:00 +0100"
    assert mail["Subject"] == SEAT.subject
    assert mail["To"] == "borger@example.org"
    assert mail["From"] == channels.sender()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n").strip() == SEAT.text
    assert sent.isascii() and b"\r\n" in sent and b"\n" not in sent.replace(b"\r\n", b"")


def test_email_with_html_keeps_both_forms() -> None:
    rendered = Rendered(subject="Din plads", text="Vi ses på Ærø", html="<p>Vi ses på Ærø</p>")
    mail = message_from_bytes(channels.compose(a_message(), rendered), policy=policy.default)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "ingen adresse", ""])
def test_email_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(WrongAddress):
        channels.compose(a_message(recipient=address), SEAT)


def test_text_message_is_the_text_alone() -> None:
    assert channels.compose(a_message(OutboxMessage.SMS, "+4570000000"), SEAT) == SEAT.text.encode()


def test_file_is_named_by_message_and_written_once(tmp_path: Path) -> None:
    road, message = FileRoad(tmp_path / "post"), a_message()
    road.deliver(message, b"first")
    road.deliver(message, b"first")
    assert {path.name: path.read_bytes() for path in road.folder.iterdir()} == {f"{message.pk}.eml": b"first"}


def test_text_message_file_says_to_whom(tmp_path: Path) -> None:
    road, message = FileRoad(tmp_path), a_message(OutboxMessage.SMS, "+4570000000")
    road.deliver(message, "Vi ses på holdet".encode())
    assert road.path(message).read_text() == "To: +4570000000\n\nVi ses på holdet"


def test_file_that_cannot_be_written_is_not_delivered(tmp_path: Path) -> None:
    blocked = tmp_path / "post"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(NotDelivered, match="FileExistsError"):
        FileRoad(blocked).deliver(a_message(), b"text")


@pytest.mark.parametrize(
    ("url", "road"),
    [
        ("smtp://localhost", SmtpRoad("localhost", 25)),
        (
            "smtp://u:p%40ss@mail.example.org:587?starttls=1",
            SmtpRoad("mail.example.org", 587, "u", "p@ss", starttls=True),
        ),
        ("smtps://mail.example.org", SmtpRoad("mail.example.org", 465, tls=True)),
    ],
)
def test_mail_server_from_url(url: str, road: SmtpRoad) -> None:
    assert SmtpRoad.from_url(url) == road


def test_wrong_mail_server_url_does_not_show_the_password() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        SmtpRoad.from_url("http://user:hemmelig@host")
    assert "hemmelig" not in str(raised.value)
    assert "hemmelig" not in repr(SmtpRoad.from_url("smtp://user:hemmelig@host"))


def test_road_follows_the_settings(settings, tmp_path: Path) -> None:
    settings.MESSAGE_FOLDER, settings.SMTP_URL, settings.MESSAGE_CHANNELS = tmp_path, "", {}
    assert channels.road_for(OutboxMessage.EMAIL) == FileRoad(tmp_path)
    settings.SMTP_URL = "smtp://localhost:2525"
    assert channels.road_for(OutboxMessage.EMAIL) == SmtpRoad("localhost", 2525)
    assert channels.road_for(OutboxMessage.SMS) == FileRoad(tmp_path)
    settings.MESSAGE_CHANNELS = {OutboxMessage.EMAIL: "files"}
    assert channels.road_for(OutboxMessage.EMAIL) == FileRoad(tmp_path)


def test_server_gets_the_bytes_unchanged(mail_server: MailServer) -> None:
    frozen = channels.compose(a_message(), SEAT)
    SmtpRoad.from_url(mail_server.url).deliver(a_message(), frozen)
    assert mail_server.kept() == [frozen]


def test_server_that_refuses_is_not_delivered_and_quotes_nothing(mail_server: MailServer) -> None:
    mail_server.order(REFUSE)
    with pytest.raises(NotDelivered) as raised:
        SmtpRoad.from_url(mail_server.url).deliver(a_message(), channels.compose(a_message(), SEAT))
    assert str(raised.value) == "SMTPDataError 451"


def test_server_that_dies_before_its_answer_is_not_delivered(mail_server: MailServer) -> None:
    mail_server.order(DIE_BEFORE_KEEPING)
    with pytest.raises(NotDelivered):
        SmtpRoad.from_url(mail_server.url).deliver(a_message(), channels.compose(a_message(), SEAT))
    mail_server.wait_until_dead()
    with pytest.raises(NotDelivered, match="ConnectionRefusedError"):
        SmtpRoad.from_url(mail_server.url).deliver(a_message(), channels.compose(a_message(), SEAT))
