"""What a resident says about being reached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.people.models import LetterLanguage
from cases.tenancies.desk.forms import PHONE


class ReachForm(forms.Form):
    phone = forms.CharField(
        label=_("My phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        validators=[PHONE],
    )
    wants_sms = forms.BooleanField(label=_("You may send me text messages"), required=False)
    wants_due_notice = forms.BooleanField(
        label=_("Tell me three days before the rent falls due"),
        required=False,
        help_text=_("By e-mail, or by text message if you allow those. You can stop it here at any time."),
    )
    letter_language = forms.ChoiceField(
        label=_("I read letters better in"),
        required=False,
        choices=[("", _("Hungarian")), *LetterLanguage.choices],
        help_text=_("Letters come in Hungarian; where we have them in your language, you get both."),
    )
