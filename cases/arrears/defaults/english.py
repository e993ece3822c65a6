"""English words for the letters of a new office: offered where it writes its own, sent by nobody."""

COURTESY = (
    "If you have paid in the meantime, thank you; please ignore this letter.\n\n"
    "If you cannot pay it all at once, contact us: we can talk about paying in instalments and about support. "
    "Our advice is free."
)

# Kind of letter: (subject, text).
ENGLISH: dict[str, tuple[str, str]] = {
    "step_1": (
        "Payment reminder",
        "Dear {name},\n\nour records show that you owe money for this home: {address}\n\n"
        "You owe {amount}. The oldest part was due on {oldest_due}.\n\nPlease pay by {pay_by}. Write this number in "
        "the message of the transfer: {number}.\n\n" + COURTESY,
    ),
    "step_2": (
        "Second payment reminder",
        "Dear {name},\n\nyou have not paid since our last letter. Your home: {address}\n\n"
        "You owe {amount} for {months} months. Please pay by {pay_by}. Write this number in the message of the "
        "transfer: {number}.\n\nIf you cannot pay, call us by the same day.\n\n" + COURTESY,
    ),
    "step_3": (
        "Last reminder before a formal demand",
        "Dear {name},\n\nyou owe money for this home: {address}\n\nYou owe {amount} for {months} months. Please pay by "
        "{pay_by}.\n\nThis letter is not a formal demand yet. If you neither pay nor contact us by then, our next "
        "letter will be one, and after it your tenancy can be ended. Together we can still avoid this. Write this "
        "number in the message of the transfer: {number}.\n\n" + COURTESY,
    ),
    "rent_due": (
        "Your rent is due soon",
        "Dear {name},\n\nthe next charge for your home ({address}) is {amount}. Please pay by {due}\n\nWrite this "
        "number in the message of the transfer: {number}.\n\nIf you have paid it already, thank you; there is nothing "
        "to do. If you cannot pay it now, tell us beforehand: we help. {contact}\n\nYou get this message because you "
        "asked for it. You can stop it at any time on your page or with us.",
    ),
    "demand": (
        "Formal demand for payment",
        "Dear {name},\n\nyou are the tenant of this home: {address}\n\nYou owe {amount} for it. Month by month:\n"
        "{items}\n\nWe demand that you pay all of it within 8 days of receiving this letter. The 8 days begin on the "
        "day after you received it.\n\nIf you do not pay within 8 days, the landlord may end the tenancy in writing "
        "within the following 8 days. Then you would have to leave the home.\n\nYou can still avoid this. If "
        "you cannot "
        "pay it all at once, contact us within the 8 days: we can talk about instalments, about support, and about "
        "exchanging your home for a smaller, cheaper one. Our advice is free. {contact}",
    ),
    "notice": (
        "Your tenancy is being ended",
        "Dear {name},\n\nyou are the tenant of this home: {address}\n\nOn {demand_day} the landlord demanded "
        "payment in "
        "writing (number: {demand_number}). Every tenant received the demand, the last one on {served}. It had to be "
        "paid by {pay_by} and was not; today {amount} is owed.\n\nThe landlord therefore ends the tenancy. Its last "
        "day is {effective}\n\nReason, as written in the Hungarian letter: {reason}\n\nBy that day you have to "
        "leave the home empty. If you stay, you have to pay a charge for using it.\n\nIf you do not agree, you can go "
        "to court. Whatever you decide, please contact us: we help you look for another home, for a shelter, or for "
        "support. {contact}",
    ),
    "plan": (
        "Agreement to pay in instalments",
        "Dear {name},\n\nwe agreed that you pay the debt on this home in instalments: {address}\n\n"
        "On {frozen} you owed {amount}. By signing the agreement you acknowledge this debt.\n\n{interest}\n\n"
        "{current}\n\nIf an instalment is still missing {grace} days after its day, we warn you by letter and you have "
        "{cure} days to make it good. If you do not, the agreement ends and everything that is left has to be paid at "
        "once.\n\nIf your situation changes, tell us before you miss a payment: we can change the agreement together. "
        "{contact}",
    ),
    "plan_due": (
        "Your next instalment is due soon",
        "Dear {name},\n\nby your agreement ({plan}) the next instalment is {amount}. Please pay by {due}\n\nIf "
        "you have "
        "paid it already, thank you; there is nothing to do. If you cannot pay it now, call us: we will find a way. "
        "{contact}",
    ),
    "plan_late": (
        "Your instalment has not arrived yet",
        "Dear {name},\n\nby your agreement ({plan}) {amount} was due on {due} and has not reached us yet.\n\nIf "
        "you paid "
        "at the post office, it may be on its way and there is nothing to do. If you forgot, please pay now. If "
        "something is wrong, call us: the agreement can be changed. {contact}",
    ),
    "plan_warning": (
        "An instalment is missing – you can still make it good",
        "Dear {name},\n\n{amount} is missing from your agreement ({plan}).\n\nPlease pay it by {cure_by} at the "
        "latest. "
        "If you do, the agreement goes on as before.\n\nIf you do not, the agreement ends and everything that is left "
        "has to be paid at once.\n\nIf something is wrong, call us before that day: we can change the agreement "
        "together. {contact}",
    ),
    "plan_broken": (
        "Your agreement has ended",
        "Dear {name},\n\nwhat was missing from your agreement ({plan}) was not paid by {cure_by}. The agreement has "
        "therefore ended.\n\nEverything that is left is due now, at once: {amount}\n\nIf you still cannot pay it, come "
        "to us: we will see which support or cheaper home can help. {contact}",
    ),
    "plan_done": (
        "You have paid your debt",
        "Dear {name},\n\nyou have paid everything that you promised in your agreement ({plan}). You owe nothing more "
        "from it. Congratulations, and thank you!\n\nWe will also look after you in the coming months: if something is "
        "wrong, contact us. {contact}",
    ),
    "invitation": (
        "Let us talk about how you can keep your home",
        "Dear {name},\n\nyou owe {amount} for this home: {address}\n\nWe would like to help. Please come to us "
        "or call us "
        "by {pay_by}. Bring what you have at hand: bills, proof of income, letters about other debts. If something is "
        "missing, that is no problem.\n\nThe talk is free, and we keep what you tell us confidential. {contact}",
    ),
}
