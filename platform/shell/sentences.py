"""allauth's own sentences that can stand on our sign-in pages, in our messages and mails.

They are listed here so that our catalogue carries them: allauth's Hungarian says "te" ("Elfelejtetted…", "Kérlek…"),
a housing office says "Ön". LOCALE_PATHS win over an app's own catalogue. A test holds the list against allauth's.
"""

from django.utils.translation import gettext_noop as _

FORMS = (
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Forgot your password?"),
    _("Code"),
    _("Authenticator code"),
    _("Use your password"),
    _("Use authenticator app or code"),
)

REFUSALS = (
    _("This account is currently inactive."),
    _("The email address and/or password you specified are not correct."),
    _("The email address is not assigned to any user account."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("Incorrect code."),
    _("Invalid login."),
    _("Invalid or expired key."),
    _("The password reset token was invalid."),
    _("You must type the same password each time."),
    _("The new value must be different from the current one."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
)

MESSAGES = (
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("Authenticator app activated."),
    _("A new set of recovery codes has been generated."),
    _("Save them  in a secure location now — they won't be shown again."),
)

MAILS = (
    _("Password Reset Email"),
    _("Hello from %(site_name)s!"),
    _(
        "You're receiving this email because you or someone else has requested a password reset for your user account."
        "\nIt can be safely ignored if you did not request a password reset. Click the link below to reset your"
        " password."
    ),
    _("In case you forgot, your username is %(username)s."),
    _("Thank you for using %(site_name)s!\n%(site_domain)s"),
)

FROM_ALLAUTH = FORMS + REFUSALS + MESSAGES + MAILS
