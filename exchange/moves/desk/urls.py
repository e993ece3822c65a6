"""Addresses of the exchanges at the desk."""

from django.urls import path

from exchange.moves.desk import board_views, landlord_views, moving_views, paper_views, seat_views

FLAT = "proposals/<slug:number>/flats/<int:position>/"

urlpatterns = [
    path("proposals/", board_views.board, name="exchange_proposals"),
    path("inbox/", board_views.inbox, name="exchange_inbox"),
    path("policy/", board_views.policy, name="exchange_policy"),
    path("papers/", paper_views.paper_texts, name="exchange_paper_texts"),
    path("papers/<slug:kind>/", paper_views.paper_text, name="exchange_paper_text"),
    path("landlord/", landlord_views.desk_list, name="exchange_landlord"),
    path("legs/<int:pk>/paper/", seat_views.move_paper, name="exchange_move_paper"),
    path("legs/<int:pk>/answer/", board_views.answer, name="exchange_answer"),
    path("proposals/<slug:number>/", board_views.proposal, name="exchange_proposal"),
    path("proposals/<slug:number>/screen/", board_views.screen, name="exchange_screen"),
    path("proposals/<slug:number>/open/", board_views.open_names, name="exchange_open"),
    path("proposals/<slug:number>/write/", board_views.write, name="exchange_write"),
    path("proposals/<slug:number>/close/", moving_views.close, name="exchange_close"),
    path(f"{FLAT}leave/", board_views.leave, name="exchange_leave"),
    path(f"{FLAT}viewing/", seat_views.viewing, name="exchange_viewing"),
    path(f"{FLAT}viewing/offer/", seat_views.viewing_offer, name="exchange_viewing_offer"),
    path(f"{FLAT}viewing/seen/", seat_views.viewing_seen, name="exchange_viewing_seen"),
    path(f"{FLAT}viewing/<int:pk>/choose/", seat_views.viewing_choose, name="exchange_viewing_choose"),
    path(f"{FLAT}consents/", seat_views.consent_ledger, name="exchange_consents"),
    path(f"{FLAT}consents/record/", seat_views.consent_record, name="exchange_consent_record"),
    path(f"{FLAT}consents/party/", seat_views.consent_party, name="exchange_consent_party"),
    path(f"{FLAT}landlord/", landlord_views.application, name="exchange_application"),
    path(f"{FLAT}landlord/file/", landlord_views.application_file, name="exchange_application_file"),
    path(f"{FLAT}landlord/amend/", landlord_views.application_amend, name="exchange_application_amend"),
    path(f"{FLAT}landlord/prepare/", landlord_views.decision_prepare, name="exchange_decision_prepare"),
    path(f"{FLAT}landlord/confirm/", landlord_views.decision_confirm, name="exchange_decision_confirm"),
    path(f"{FLAT}landlord/condition/", landlord_views.condition_met, name="exchange_condition_met"),
    path(f"{FLAT}contract/", moving_views.contract, name="exchange_contract"),
    path(f"{FLAT}keys/", moving_views.keys, name="exchange_keys"),
    path(f"{FLAT}accounts/", moving_views.settlement, name="exchange_settlement"),
    path(f"{FLAT}let/", moving_views.let_again, name="exchange_let"),
    path(f"{FLAT}papers/<slug:kind>/", paper_views.paper, name="exchange_paper"),
]
