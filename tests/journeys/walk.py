"""Somebody at a browser without scripts: follows links, fills in the forms that the pages show, sees what comes back."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@dataclass
class Form:
    """A form as it stands on a page: where it goes, how, and what is in it already."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, None] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms, self._form, self._select, self._area = here, [], None, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(found.get("action") or self.here, found.get("method", "get").lower())
            self.forms.append(self._form)
        form, name = self._form, found.get("name", "")
        if form is None or not name:
            if tag == "option" and form is not None and self._select:
                form.offered[f"{self._select}={found.get('value', '')}"] = None
                if "selected" in found:
                    form.fields.setdefault(self._select, []).append(found.get("value", ""))
            return
        form.offered[name] = None
        kind = found.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields[name] = [""]
        elif tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.append((name, found.get("value", "")))
        elif tag == "input" and kind in ("checkbox", "radio"):
            form.offered[f"{name}={found.get('value', 'on')}"] = None
            if "checked" in found:
                form.fields.setdefault(name, []).append(found.get("value", "on"))
        elif tag == "input" and kind != "file":
            form.fields.setdefault(name, []).append(found.get("value", ""))

    def handle_data(self, text: str) -> None:
        if self._area and self._form is not None:
            self._form.fields[self._area] = [text.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            # A list of which nothing is chosen shows, and sends, its first option.
            offered = self._form.offered if self._form else {}
            first = next((said for said in offered if said.startswith(f"{self._select}=")), None)
            if first:
                self._form.fields.setdefault(self._select, [first.partition("=")[2]])
            self._select = ""
        elif tag == "textarea":
            self._area = ""


class Browser:
    """One person's window. Every page it comes to must be there: an error of the site fails the journey at once."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=True)
        self.url = self.html = ""

    def open(self, url: str) -> "Browser":
        """Go to an address and follow where it leads."""
        return self._arrived(self.client.get(url, follow=True), url)

    def at(self, url: str) -> "Browser":
        """Be at an address: go there unless what was done last led there."""
        return self if self.url == url else self.open(url)

    @property
    def text(self) -> str:
        """What the page says, tags and runs of spaces taken out."""
        main = re.search(r"<main.*?</main>", self.html, re.DOTALL)
        body = re.sub(r"<(script|style|svg).*?</\1>", " ", main.group(0) if main else self.html, flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").replace("&nbsp;", " ").split())

    def follow(self, words: str) -> "Browser":
        """Follow the link with these words."""
        for href, label in re.findall(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', self.html, re.DOTALL):
            if words in " ".join(re.sub(r"<[^>]+>", " ", label).split()):
                return self.open(href.replace("&amp;", "&"))
        raise AssertionError(f"no link says {words!r} at {self.url}: {self.text[:400]}")

    def send(self, press: str | None = None, **values: Any) -> "Browser":
        """
        Fill in the form that has all these fields and send it, with what it holds already.

        :param press: the name of the button, where a form has several; `name=value` for one of those
        :raises AssertionError: when no form of the page has these fields and that button
        """
        form = self._form(values, press)
        data: dict[str, Any] = dict(form.fields)
        for name, value in values.items():
            if isinstance(value, (list, tuple)):
                data[name] = [str(one) for one in value]
            else:
                data[name] = value if isinstance(value, SimpleUploadedFile) else [str(value)]
        if press:
            name, _, wanted = press.partition("=")
            data[name] = [wanted or next(value for button, value in form.buttons if button == name)]
        flat = {
            name: value if isinstance(value, SimpleUploadedFile) or len(value) != 1 else value[0] for name, value in data.items()
        }
        if form.method == "get":
            return self._arrived(self.client.get(form.action, flat, follow=True), form.action)
        return self._arrived(self.client.post(form.action, flat, follow=True), form.action)

    def _form(self, values: dict[str, Any], press: str | None) -> Form:
        reader = _Reader(self.url)
        reader.feed(self.html)
        name, _, value = (press or "").partition("=")
        for form in reader.forms:
            pressed = not press or any(button == name and (not value or value == found) for button, found in form.buttons)
            if (
                pressed
                and "logout" not in form.action
                and values.keys() <= form.offered.keys()
                and (values or press or form.method == "post")
            ):
                return form
        raise AssertionError(f"no form with {sorted(values)} {press or ''} at {self.url}: {self.text[:600]}")

    def _arrived(self, response: Any, url: str) -> "Browser":
        self.url = response.redirect_chain[-1][0] if response.redirect_chain else url
        assert response.status_code == 200, f"{response.status_code} at {self.url}"
        self.response = response
        self.html = response.content.decode() if not response.streaming else ""
        return self
