"""Mail as files: where nothing is configured, each message is one .eml file that any mail program opens."""

import os
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from iecsite import clock


class EmailBackend(BaseEmailBackend):
    """Writes each message under MAILBOX_DIR, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        settings.MAILBOX_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{clock.now():%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}"
            draft = settings.MAILBOX_DIR / f".{name}.part"
            draft.write_bytes(message.message().as_bytes())
            os.replace(draft, settings.MAILBOX_DIR / f"{name}.eml")
        return len(email_messages)
