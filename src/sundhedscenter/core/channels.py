"""How a message becomes bytes, and the roads those bytes leave by: SMTP, or files in the post folder of the demo.

Settings (all optional): `SMTP_URL` (`smtp://user:password@host:587?starttls=1`, `smtps://host`; from the environment
as `SUNDHEDSCENTER_SMTP_URL`), `MESSAGE_FOLDER` (the post folder), `DEFAULT_FROM_EMAIL`, and `MESSAGE_CHANNELS`, which maps
a channel to `"smtp"`, `"files"` or the dotted path of a class with `deliver`.
"""

import contextlib
import os
import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from sundhedscenter.core import clock
from sundhedscenter.core.models import OutboxMessage
from sundhedscenter.core.outbox import Rendered

SMTP_TIMEOUT_SECONDS = 20


class NotDelivered(Exception):
    """The message did not leave, or we cannot know that it did. Holds the kind of error and a code, never the text."""


class WrongAddress(ValueError):
    """The recipient is not an e-mail address. Does not show it."""


class Road(Protocol):
    """Takes frozen bytes to where they go. The same call twice must do no harm: the bytes carry their own id."""

    def deliver(self, message: OutboxMessage, frozen: bytes) -> None:
        """Returns when the bytes are safely handed over. Raises NotDelivered."""


def sender() -> str:
    """The From address of every message."""
    return str(settings.DEFAULT_FROM_EMAIL)


def compose(message: OutboxMessage, rendered: Rendered) -> bytes:
    """The bytes that will leave: a whole RFC 5322 message for e-mail, UTF-8 text for the others.

    Raises WrongAddress.
    """
    if message.channel != OutboxMessage.EMAIL:
        return rendered.text.encode()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender()
    mail["To"] = _address(message.recipient)
    mail["Subject"] = rendered.subject
    mail["Date"] = format_datetime(message.created_at.astimezone(clock.COPENHAGEN))
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(rendered.text, cte="quoted-printable")
    if rendered.html:
        mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _address(recipient: str) -> Address:
    try:
        return Address(addr_spec=recipient)
    except (ValueError, IndexError, HeaderParseError):  # what the parser raises depends on where it stumbles
        raise WrongAddress("The recipient is not one e-mail address.") from None


@dataclass(frozen=True)
class FileRoad:
    """One file per message, named by its id; a second delivery writes the same file again."""

    folder: Path

    def path(self, message: OutboxMessage) -> Path:
        """Where the message lies: `<id>.eml`, `<id>.sms.txt` or `<id>.letter.txt`."""
        ending = "eml" if message.channel == OutboxMessage.EMAIL else f"{message.channel}.txt"
        return self.folder / f"{message.pk}.{ending}"

    def deliver(self, message: OutboxMessage, frozen: bytes) -> None:
        """Write beside the final name, flush to disk, then rename: nobody ever sees half a message."""
        if message.channel != OutboxMessage.EMAIL:
            frozen = f"To: {message.recipient}\n\n".encode() + frozen
        final = self.path(message)
        draft = final.with_name(f".{final.name}.{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(frozen)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(final)
        except OSError as error:
            raise NotDelivered(f"{type(error).__name__} {error.errno}") from None


@dataclass(frozen=True)
class SmtpRoad:
    """An SMTP server. `STARTTLS` only when asked for; `smtps` speaks TLS from the first byte."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> "SmtpRoad":
        """Read `smtp://user:password@host:port?starttls=1`. Raises ImproperlyConfigured without showing the password."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ImproperlyConfigured("SMTP_URL must look like smtp://user:password@host:port or smtps://host.")
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            starttls=parse_qs(parts.query).get("starttls") == ["1"],
        )

    def deliver(self, message: OutboxMessage, frozen: bytes) -> None:
        """Hand over and wait for the server's 250. Anything before that is NotDelivered, and is sent again."""
        try:
            server = self._connect()
            try:
                server.sendmail(parseaddr(sender())[1], [message.recipient], frozen)
            finally:
                # The server has answered for the message by now; how the line closes changes nothing.
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(_kind_and_code(error)) from None

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SMTP_TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SMTP_TIMEOUT_SECONDS)
        if self.starttls:
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)
        return server


def _kind_and_code(error: Exception) -> str:
    """`SMTPDataError 451`, `ConnectionRefusedError 111`: enough to act on, and nothing that a server quoted back."""
    codes: list[int] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    elif isinstance(error, OSError) and error.errno is not None:
        codes = [error.errno]
    return " ".join([type(error).__name__, *map(str, codes)])


def post_folder() -> Path:
    """Where the demo's post lies."""
    folder = getattr(settings, "MESSAGE_FOLDER", None)
    if folder is None:
        raise ImproperlyConfigured("MESSAGE_FOLDER is not set: the post needs a folder, or SMTP_URL a server.")
    return Path(folder)


def road_for(channel: str) -> Road:
    """The road of one channel: SMTP for e-mail when `SMTP_URL` is set, files otherwise, unless `MESSAGE_CHANNELS` says."""
    smtp_url: str = getattr(settings, "SMTP_URL", "")
    usual = "smtp" if channel == OutboxMessage.EMAIL and smtp_url else "files"
    name: str = getattr(settings, "MESSAGE_CHANNELS", {}).get(channel, usual)
    if name == "smtp":
        return SmtpRoad.from_url(smtp_url)
    if name == "files":
        return FileRoad(post_folder())
    road: Road = import_string(name)()
    return road
