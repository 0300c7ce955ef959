"""What a browser says of itself, in words that its owner knows it by."""

# The first that is found: each but the last says that it is the later ones too.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"))
BROWSERS += (("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "Mac"))
SYSTEMS += (("CrOS", "Chromebook"), ("Linux", "Linux"))


def named(user_agent: str) -> str:
    """
    Browser and system of a User-Agent line, for example `Firefox, Windows`; empty when neither is known.

    A hint for people who look at where they are signed in, and proof of nothing: the line says what its sender likes.
    """
    found = (next((name for sign, name in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
