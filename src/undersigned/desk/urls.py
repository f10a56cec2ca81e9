"""The addresses of those who sign in; each with its least role."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path

from undersigned.desk import (
    after_views,
    again_views,
    answer_views,
    course_views,
    delivery_views,
    judging_views,
    look_views,
    near_views,
    pack_views,
    partner_views,
    petition_views,
    question_views,
    start_views,
    team_views,
    text_views,
    views,
    write_views,
)
from undersigned.desk.access import open_to
from undersigned.desk.provider import views as provider_views

# allauth's names, by which it finds its own pages.
anyone = open_to("stranger", "GET", "POST")
signed_in = open_to("account", "GET", "POST")
ENTRANCE = [
    path("sign-in", anyone(allauth.login), name="account_login"),
    path("sign-in/code", anyone(allauth.request_login_code), name="account_request_login_code"),
    path("sign-in/code/enter", anyone(allauth.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/with", provider_views.begin, name="sign-in-with"),
    path("sign-in/with/back", provider_views.back, name="sign-in-with-back"),
    path("sign-in/passkey", anyone(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/second", anyone(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/inactive", open_to("stranger", "GET")(allauth.account_inactive), name="account_inactive"),
    path("sign-in/link/<str:token>", views.sign_in_link, name="sign-in-link"),
    path("sign-in/lost", anyone(allauth.password_reset), name="account_reset_password"),
    path(
        "sign-in/lost/code",
        anyone(allauth.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/lost/new", anyone(allauth.complete_password_reset), name="account_complete_password_reset"),
    path(
        "sign-in/lost/done",
        open_to("stranger", "GET")(allauth.password_reset_from_key_done),
        name="account_password_reset_completed",
    ),
    path("sign-up", anyone(allauth.signup), name="account_signup"),
    path("sign-up/confirm", anyone(allauth.email_verification_sent), name="account_email_verification_sent"),
    path("sign-out", open_to("stranger", "POST")(allauth.logout), name="account_logout"),
]
ACCOUNT = [
    path("account/", views.settings, name="account"),
    path("account/name", views.name, name="account-name"),
    path("account/again", signed_in(allauth.reauthenticate), name="account_reauthenticate"),
    path(
        "account/again/code",
        signed_in(allauth.request_reauthentication_code),
        name="account_request_reauthentication_code",
    ),
    path(
        "account/again/code/enter",
        signed_in(allauth.confirm_reauthentication_code),
        name="account_confirm_reauthentication_code",
    ),
    path("account/again/second", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/again/passkey",
        signed_in(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/email", signed_in(allauth.email), name="account_email"),
    path("account/password", signed_in(allauth.password_change), name="account_change_password"),
    path("account/password/first", signed_in(allauth.password_set), name="account_set_password"),
    path("account/second", open_to("account", "GET")(mfa.index), name="mfa_index"),
    path("account/second/app", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second/app/remove", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/second/codes",
        open_to("account", "GET")(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second/codes/new",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second/codes/file",
        open_to("account", "GET")(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/passkeys", open_to("account", "GET")(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("account/passkeys/new", signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove", signed_in(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/name", signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/sessions", signed_in(sessions.list_usersessions), name="usersessions_list"),
]
DESK = [
    path("desk/", views.home, name="desk"),
    path("desk/team", team_views.found, name="team-new"),
    path("desk/team/<uuid:team>", team_views.team, name="team"),
    path("desk/team/<uuid:team>/name", team_views.rename, name="team-name"),
    path("desk/team/<uuid:team>/invite", team_views.invite, name="team-invite"),
    path("desk/team/<uuid:team>/invitations/<uuid:invitation>/revoke", team_views.revoke, name="team-revoke"),
    path("desk/team/<uuid:team>/members/<uuid:member>/role", team_views.role, name="team-role"),
    path("desk/team/<uuid:team>/members/<uuid:member>/transfer", team_views.transfer, name="team-transfer"),
    path("desk/team/<uuid:team>/members/<uuid:member>/remove", team_views.remove, name="team-remove"),
    path("desk/team/<uuid:team>/leave", team_views.leave, name="team-leave"),
    path("desk/start", start_views.start, name="start"),
    path("desk/start/read", start_views.read_document, name="start-read"),
    path("desk/start/near", near_views.near, name="start-near"),
    path("desk/start/keep", start_views.keep, name="start-keep"),
    path("desk/p/<str:slug>", petition_views.petition, name="desk-petition"),
    path("desk/p/<str:slug>/write", write_views.write, name="desk-write"),
    path("desk/p/<str:slug>/keep", write_views.keep, name="desk-keep"),
    path("desk/p/<str:slug>/again", again_views.again, name="desk-again"),
    path("desk/p/<str:slug>/backers", again_views.backers, name="desk-backers"),
    path("desk/p/<str:slug>/template", again_views.template, name="desk-template"),
    path("desk/p/<str:slug>/fix", text_views.fix, name="desk-fix"),
    path("desk/p/<str:slug>/ask", text_views.ask, name="desk-ask"),
    path("desk/p/<str:slug>/questions", question_views.questions, name="desk-questions"),
    path("desk/p/<str:slug>/preview", look_views.preview, name="desk-preview"),
    path("desk/p/<str:slug>/look", look_views.look, name="desk-look"),
    path("desk/p/<str:slug>/card.png", look_views.card, name="desk-card"),
    path("desk/p/<str:slug>/picture", petition_views.picture, name="desk-picture"),
    path("desk/p/<str:slug>/sheet", petition_views.sheet, name="desk-sheet"),
    path("desk/p/<str:slug>/course", course_views.course, name="desk-course"),
    path("desk/p/<str:slug>/move/<str:verb>", course_views.move, name="desk-move"),
    path("desk/p/<str:slug>/after", after_views.after, name="desk-after"),
    path("desk/p/<str:slug>/outcome/tell", after_views.tell_outcome, name="desk-tell-outcome"),
    path("desk/p/<str:slug>/answers/<int:number>/tell", after_views.tell_answer, name="desk-tell-answer"),
    path("desk/p/<str:slug>/answers/<int:number>/mark", after_views.mark_promise, name="desk-mark"),
    path("desk/p/<str:slug>/delivery", delivery_views.delivery, name="desk-delivery"),
    path("desk/p/<str:slug>/recipients/<uuid:recipient>", delivery_views.recipient, name="desk-recipient"),
    path("desk/p/<str:slug>/recipients/<uuid:recipient>/office", delivery_views.office, name="desk-office"),
    path("desk/p/<str:slug>/recipients/<uuid:recipient>/holder", delivery_views.holder, name="desk-holder"),
    path("desk/p/<str:slug>/recipients/<uuid:recipient>/known", delivery_views.known, name="desk-known"),
    path("desk/p/<str:slug>/recipients/<uuid:recipient>/tell", delivery_views.tell, name="desk-tell"),
    path("desk/p/<str:slug>/handovers/new", delivery_views.handover_new, name="desk-handover-new"),
    path(
        "desk/p/<str:slug>/handovers/<uuid:handover>.ics",
        delivery_views.handover_ics,
        name="desk-handover-ics",
    ),
    path("desk/p/<str:slug>/handovers/<uuid:handover>", delivery_views.handover, name="desk-handover"),
    path(
        "desk/p/<str:slug>/handovers/<uuid:handover>/first-page.pdf",
        pack_views.first_page,
        name="desk-first-page",
    ),
    path(
        "desk/p/<str:slug>/handovers/<uuid:handover>/<str:act>",
        delivery_views.handover_act,
        name="desk-handover-act",
    ),
    path("desk/p/<str:slug>/partners", partner_views.partners, name="desk-partners"),
    path("desk/p/<str:slug>/partners/invite", partner_views.invite, name="desk-partner-invite"),
    path("desk/p/<str:slug>/partners/<uuid:partner>/end", partner_views.end, name="desk-partner-end"),
    path("desk/p/<str:slug>/packs", pack_views.all_packs, name="desk-packs"),
    path("desk/p/<str:slug>/packs/new", pack_views.make, name="desk-pack-new"),
    path("desk/p/<str:slug>/packs/<uuid:pack>", pack_views.pack, name="desk-pack"),
    path("desk/p/<str:slug>/packs/<uuid:pack>/file", pack_views.file, name="desk-pack-file"),
    path("desk/p/<str:slug>/answers", answer_views.answers, name="desk-answers"),
    path("desk/p/<str:slug>/answers/new", answer_views.record, name="desk-answer-new"),
    path(
        "desk/p/<str:slug>/answers/<int:number>/document", answer_views.document, name="desk-answer-document"
    ),
    path("desk/site/answers", judging_views.waiting, name="desk-judging"),
    path("desk/site/answers/<int:answer>/publish", judging_views.publish, name="desk-answer-publish"),
    path("desk/site/answers/<int:answer>/reject", judging_views.reject, name="desk-answer-reject"),
    path("desk/site/answers/<int:answer>/document", judging_views.document, name="desk-judging-document"),
    path("desk/with/<uuid:partnership>", partner_views.partner, name="desk-partner"),
    path("desk/with/<uuid:partnership>/sheet", partner_views.sheet, name="desk-partner-sheet"),
    path("desk/with/<uuid:partnership>/leave", partner_views.leave, name="desk-partner-leave"),
    path("invitation/partner/<str:token>", partner_views.join, name="partner-invitation"),
    path("invitation/<str:token>", team_views.invitation, name="invitation"),
]
urlpatterns = [*ENTRANCE, *ACCOUNT, *DESK]
