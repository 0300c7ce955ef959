"""How a page is looked at: one load of it, seen at a narrow and at a wide window, by axe and by its measures."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

WIDE = 1280
NARROW = 320
# An officer's telephone; the staff site promises no less.
NARROW_STAFF = 360
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Sends the first form of the page as it is with every field of it emptied, past the checks of the browser.
SEND_EMPTY = """() => {
  const form = document.querySelector('#content-main form[method=post], main form[method=post], #content form[method=post]');
  for (const one of form.elements) {
    if (one.type === 'checkbox' || one.type === 'radio') one.checked = false;
    else if (one.type !== 'hidden' && one.type !== 'submit' && one.type !== 'file' && 'value' in one) one.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
# Sends the first form of the page with some of its fields filled in, and the others as they are.
SEND = """values => {
  const form = document.querySelector('#content-main form[method=post], main form[method=post], #content form[method=post]');
  for (const one of form.elements) {
    if (!(one.name in values)) continue;
    if (one.type === 'checkbox' || one.type === 'radio') one.checked = one.value === values[one.name];
    else one.value = values[one.name];
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
# Said by the browser of an answer that is right: what was sent empty is refused, with a status of 4xx.
REFUSED = "the server responded with a status of 4"
# What a page tells a browser that asks for it each time.
ASKED_AGAIN = ("no-store", "no-cache", "max-age=0")
ERRORS = ".is-invalid, .iec-errors, .errornote, .errorlist, [role=alert]"
MEASURE = "() => [document.querySelectorAll('h1').length, document.documentElement.scrollWidth, window.innerWidth]"
# What a rule sees of every element but where it lies: whether it is shown, its colours, the size of its letters, and whether
# anything on the page may lie over another thing.
SEEN = """() => {
  const seen = [], sizes = [];
  let over = false;
  for (const one of document.body.querySelectorAll('*')) {
    if (!one.checkVisibility({visibilityProperty: true, opacityProperty: true})) { seen.push(''); continue; }
    const is = getComputedStyle(one), box = one.getBoundingClientRect();
    over ||= ['absolute', 'fixed'].includes(is.position) && box.right > 0 && box.bottom > 0 && box.width > 1;
    seen.push([is.color, is.backgroundColor, is.backgroundImage, is.opacity].join());
    sizes.push(parseFloat(is.fontSize));
  }
  return [seen, sizes, over];
}"""
# What a page is made of, whatever its words are: its styles, and every element with its attributes, and whether it has words.
SHAPE = """() => {
  const styles = [...document.styleSheets].map(one => one.href ?? [...one.cssRules].map(rule => rule.cssText).join(' '));
  const words = new Set(['href', 'action', 'title', 'alt', 'aria-label', 'placeholder', 'value', 'content', 'lang', 'hreflang',
                         'datetime', 'download', 'label', 'data-confirm', 'data-label', 'data-filter-title',
                         'data-show', 'data-hide', 'data-still-here']);
  const made = [...document.documentElement.querySelectorAll('*')].map(one => {
    // Where a link leads within its page, and how wide the page says it is, are no words.
    const meant = is => is.name === 'content' ? one.name !== 'viewport' : !is.value.startsWith('#');
    const spoken = is => words.has(is.name) && meant(is) || one.tagName === 'SCRIPT';
    const held = [...one.attributes].map(is => is.name + '=' + (spoken(is) ? Boolean(is.value.trim()) : is.value)).sort();
    const told = [...one.childNodes].some(part => part.nodeType === 3 && part.textContent.trim());
    const stands = [':checked', ':focus', ':hover'].filter(is => one.matches(is));
    return [one.tagName, told, one.children.length, ...stands, ...held].join(' ');
  });
  return [...styles, ...made].join('\\n').replace(/(csrfmiddlewaretoken|once)[^\\n]*/g, '$1');
}"""
# The rules that hang on the language of the words.
LANGUAGE = ["html-has-lang", "html-lang-valid", "valid-lang", "html-xml-lang-mismatch"]
# The rules that hang on where things lie even when the same things are shown in the same colours.
LAYOUT = ["target-size", "scrollable-region-focusable"]
# What axe finds is read from its violations alone: describing what passes takes it longer than finding it.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
AXE = "options => axe.run(document, options).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
# How wide the narrow window was, and what the page was made of in which axe has found nothing. The same elements come back in
# the other language, in other states and after other forms.
CLEAN: set[tuple[int, str]] = set()


class Window:
    """
    One window of a browser, signed in as somebody or nobody.

    A page is loaded wide, and then seen narrow and wide: a page that is right only when it is loaded at a width would be
    wrong for whoever turns a telephone.
    """

    def __init__(self, page, site: str, narrow: int, clean: set[tuple[int, str]]) -> None:
        self.page, self.site, self.narrow, self.clean = page, site, narrow, clean
        self.console: list[str] = []
        page.on("console", self._hear)

    def sign_in(self, user, **kept) -> None:
        """Go on as somebody, whose session holds this besides."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user, **kept), "url": self.site}
        self.page.context.add_cookies([cookie])

    def forget(self) -> None:
        """Leave nothing to the next who use the page but the files of the site: no document, storage, cookie, made-up answer."""
        self.page.remove_listener("console", self._hear)
        self.page.unroute_all()
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        with self.page.expect_navigation():
            # Asked for from outside, it would have another process, and so would the next page.
            self.page.evaluate("location.replace('about:blank')")
        self.page.context.clear_cookies()

    def open(self, url: str, *, language: str, status: int = 200) -> list[str]:
        """What is wrong with the page at an address, which answers with a status."""
        self.console.clear()
        response = self.page.goto(self.site + url)
        found = [f"status {response.status}"] if response.status != status else []
        if not any(said in response.headers.get("cache-control", "no-store") for said in ASKED_AGAIN):
            found.append("kept by the browser, which would show it to the next test too")
        if status != 200:
            # Said by the browser of an answer that is right.
            self.console[:] = [text for text in self.console if f"with a status of {status}" not in text]
        if self.page.evaluate("document.documentElement.lang")[:2] != language:
            found.append("wrong language")
        return [f"{url}: {one}" for one in found + self._looked_at()]

    def look(self) -> list[str]:
        """What is wrong with the open page as it is now."""
        return [f"{self.page.url}: {one}" for one in self._looked_at()]

    def send_empty(self) -> list[str]:
        """What is wrong with the page that answers when the first form of the open one is sent empty."""
        return self._sent(SEND_EMPTY, "sent empty")

    def send(self, **values: str) -> list[str]:
        """What is wrong with the page that answers when the first form of the open one is sent with these values."""
        return self._sent(SEND, f"sent with {sorted(values)}", values)

    def _sent(self, script: str, how: str, values: dict[str, str] | None = None) -> list[str]:
        url = self.page.url
        self.console.clear()
        with self.page.expect_navigation():
            self.page.evaluate(script, values)
        self.console[:] = [text for text in self.console if REFUSED not in text]
        return [f"{url}, {how}: {one}" for one in self._looked_at()]

    @property
    def shows_errors(self) -> bool:
        return self.page.locator(ERRORS).count() > 0

    def _looked_at(self) -> list[str]:
        found = self._measured(WIDE)
        self._resize(self.narrow)
        found += self._measured(self.narrow)
        # Before axe looks, which writes styles of its own.
        found += [f"console: {text}" for text in self.console]
        made = (self.narrow, self.page.evaluate(SHAPE))
        if made in self.clean:
            # Axe would find the same again but for what hangs on languages and on where things lie, which longer words may move.
            found += self._axe(self.narrow, {**OPTIONS, "runOnly": [*LAYOUT, *LANGUAGE]})
            self._resize(WIDE)
            return found + self._axe(WIDE, {**OPTIONS, "runOnly": LAYOUT})
        narrow = self.page.evaluate(SEEN)
        violations = self._axe(self.narrow, OPTIONS)
        self._resize(WIDE)
        # Where both windows show the same, in the same colours and in letters no smaller, most rules would find the same again.
        alike = _alike(narrow, self.page.evaluate(SEEN))
        violations += self._axe(WIDE, {**OPTIONS, "runOnly": LAYOUT} if alike else OPTIONS)
        if not violations:
            self.clean.add(made)
        return found + violations

    def _hear(self, message) -> None:
        if message.type == "error":
            self.console.append(message.text)

    def _resize(self, width: int) -> None:
        if self.page.viewport_size["width"] != width:
            self.page.set_viewport_size({"width": width, "height": 900})

    def _measured(self, width: int) -> list[str]:
        headings, taken, seen = self.page.evaluate(MEASURE)
        assert seen == width, f"the window is {seen} wide instead of {width}"
        found = [f"{headings} h1 at {width}"] if headings != 1 else []
        return [*found, f"scrolls sideways at {width}"] if taken > seen + 1 else found

    def _axe(self, width: int, options: dict) -> list[str]:
        return [f"axe at {width}: {violation[:160]}" for violation in self.page.evaluate(AXE, options)]


def _alike(narrow: list, wide: list) -> bool:
    (shown, sizes, over), (shown_wide, sizes_wide, over_wide) = narrow, wide
    same = shown == shown_wide and not over and not over_wide
    return same and all(size <= size_wide for size, size_wide in zip(sizes, sizes_wide, strict=True))


# Browser -> the page that stands ready in it. To make one, with the process that draws it, takes longer than a look.
_ready: dict = {}


@contextmanager
def window(
    browser, live_server, *, user=None, narrow: int = NARROW, clean: set[tuple[int, str]] = CLEAN, lasting: bool = True
) -> Iterator[Window]:
    """
    A window without anything kept from another one.

    :param clean: what is known to be without fault, and becomes known
    :param lasting: whether its page may be used again; not where something was put into it that cannot be taken out. After an
        exception it never is
    """
    page = (_ready.pop(browser, None) if lasting else None) or _page(browser)
    with ExitStack() as thrown_away:
        thrown_away.callback(page.context.close)
        opened = Window(page, live_server.url, narrow, clean)
        if user is not None:
            opened.sign_in(user)
        yield opened
        if lasting:
            opened.forget()
            thrown_away.pop_all()
            _ready[browser] = page


def _page(browser):
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, bypass_csp=False)
    # It writes styles of its own only when it is called.
    context.add_init_script(AXE_SCRIPT)
    return context.new_page()


def session_of(user, **kept) -> str:
    """A signed-in session of somebody, which holds this besides."""
    session = SessionStore()
    session.update(kept)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
