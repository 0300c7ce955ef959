"""How people sign up and sign in, for the settings: the forms, what a password may be, and how often anything is tried."""

# allauth's forms that are ours.
FORMS = {
    "signup": "profiles.forms.signup.SignupForm",
    "add_email": "profiles.forms.confirm_email.AddressForm",
    "confirm_email_verification_code": "profiles.forms.confirm_email.CodeForm",
    "confirm_login_code": "profiles.forms.email_codes.SignInCodeForm",
    "change_password": "profiles.forms.passwords.ChangeForm",
    "set_password": "profiles.forms.passwords.SetForm",
    "reset_password_from_key": "profiles.forms.passwords.ResetForm",
}
FACTOR_FORMS = {"generate_recovery_codes": "profiles.forms.email_codes.RecoveryCodesForm"}

# The second factors that the staff site asks for, by allauth's names. Whoever has the mailbox has the codes by e-mail, too, and
# recovery codes stand in for a factor without being one.
STRONG_FACTORS = ("totp", "webauthn")

_PASSWORD_RULES = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]


def password_rules(breaches: str) -> list[dict]:
    """
    What a new password has to satisfy.

    :param breaches: where passwords known from breaches are asked for; empty: nowhere
    """
    asked = {"NAME": "iecsite.breached_passwords.BreachedPasswords", "OPTIONS": {"url": breaches}}
    return [*_PASSWORD_RULES, asked] if breaches else [*_PASSWORD_RULES]


# Of what is sent to confirm an address: six digits that work for half an hour and are guessed at five times.
CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
CODE_SECONDS = 30 * 60
CODE_ATTEMPTS = 5
# Of a code by e-mail as a second factor: whoever signs in is there and waits for it.
FACTOR_CODE_SECONDS = 15 * 60

# Wrong passwords for one address, wherever they come from.
LOCKS_AN_ADDRESS = "10/5m/key"
# One university address may bring hundreds of honest people on opening day, so the limit by address is wide.
RATE_LIMITS = {
    "signup": "400/10m/ip",
    "login": "300/m/ip",
    "login_failed": f"10/m/ip,{LOCKS_AN_ADDRESS}",
    "find": "60/10m/ip",
    "recover": "60/10m/ip,5/d/key",
    "letter": "120/10m/ip",
    "check_letter": "60/h/ip",
    "check_letter_to": "3/d/key",
    # Codes to one address, and tries of one browser: its session counts them too, but not those that come at the same moment.
    "confirm_email": "1/m/key,6/h/key",
    "enter_code": "10/10m/key",
    # Codes of the second factor to one account: counted apart, since anybody can bring the mail of a sign-up to an address, and
    # would keep its owner out.
    "factor_code": "1/m/key,6/h/key",
}
