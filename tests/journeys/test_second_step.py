"""From the sign-up to codes by e-mail, out, and back in with the code that is read from the mail."""

import pytest
from django.core import mail

from tests.factories.people import code_in
from tests.journeys.people import PASSWORD
from tests.journeys.walk import Browser

pytestmark = pytest.mark.django_db(transaction=True)

# Where one signs up, and the words of the links that are followed.
WORDS = {
    "en": ("/en/account/signup/", "Use codes by e-mail", "I have kept them"),
    "fr": ("/fr/compte/signup/", "Utiliser les codes par courriel", "Je les ai mis en lieu sûr"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_sign_up_to_a_sign_in_with_a_code(language):
    signup, use, kept = WORDS[language]
    person = Browser().open(signup)
    person.send(email="zoe@example.org", password1=PASSWORD)
    person.send("action=verify", code=code_in(mail.outbox[-1]))

    # The offer that follows the sign-up; the password is asked for once more.
    person.follow(use).send(password=PASSWORD)
    person.send("action=send")
    person.send("action=verify", code=code_in(mail.outbox[-1]))
    recovery = person.response.context["unused_codes"]
    assert len(recovery) == 10
    person.follow(kept)

    person.client.post(f"/{language}/{'compte' if language == 'fr' else 'account'}/logout/")
    person.open(f"/{language}/" + ("accueil/" if language == "fr" else "home/"))
    assert "login" in person.url
    person.send(login="zoe@example.org", password=PASSWORD)
    assert "/login/code/confirm/" in person.url
    assert mail.outbox[-1].to == ["zoe@example.org"]
    person.send("action=verify", code=code_in(mail.outbox[-1]))

    assert person.url == f"/{language}/" + ("accueil/" if language == "fr" else "home/")
