"""An act that was refused, with the sentence for whoever asked, in both languages."""


class Refused(Exception):
    """
    What operations raise when a rule stands against an act. Each operation defines its own subclass beside itself.

    :param en: what is wrong and what to do, in English
    :param fr: the same in French
    """

    def __init__(self, en: str, fr: str) -> None:
        self.en, self.fr = en, fr
        super().__init__(en)

    def sentence(self, language: str | None) -> str:
        """The sentence in the language of the page (`fr…`: French, anything else: English)."""
        return self.fr if (language or "").startswith("fr") else self.en
