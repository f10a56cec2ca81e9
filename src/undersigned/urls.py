"""The site's map: every address, each also below /<language>/ (see middleware.PathLanguage)."""

from django.urls import path

from undersigned.delivery import (
    calendar_views,
    check_views,
    coming_views,
    office_views,
    public_views,
    reply_views,
    verdict_views,
)
from undersigned.desk import urls as desk
from undersigned.desk.access import strangers
from undersigned.mailing.inbox import inbox, inbox_message
from undersigned.petitions.views import picture
from undersigned.signing import (
    backing_views,
    link_views,
    mine_views,
    parts_views,
    reading_views,
    share_views,
    sign_views,
    stop_views,
    views,
)
from undersigned.site import views as site_views
from undersigned.site.models import OwnPageVersion

# What anyone may open; what needs to sign in says so in desk/urls.py.
public = [
    path("", views.home, name="home"),
    path("p/<str:slug>", views.petition, name="petition"),
    path("p/<str:slug>/sign", sign_views.sign, name="sign"),
    path("p/<str:slug>/code", sign_views.code, name="code"),
    path("p/<str:slug>/resend", sign_views.resend, name="resend"),
    path("p/<str:slug>/change", sign_views.change, name="change"),
    path("p/<str:slug>/count.json", views.count, name="count"),
    path("p/<str:slug>/standing", reading_views.standing, name="standing"),
    path("p/<str:slug>/signers", reading_views.signers, name="signers"),
    path("p/<str:slug>/reasons", reading_views.reasons, name="reasons"),
    path("p/<str:slug>/changes", reading_views.changes, name="changes"),
    path("p/<str:slug>/timeline", reading_views.timeline, name="timeline"),
    path("p/<str:slug>/dates.ics", calendar_views.dates, name="dates"),
    path("p/<str:slug>/answers", public_views.answers, name="answers"),
    path("p/<str:slug>/answers/<int:number>/document", public_views.document, name="answer-document"),
    path("p/<str:slug>/card-<str:stamp>.png", share_views.card, name="card"),
    path("p/<str:slug>/qr.svg", share_views.qr, name="qr"),
    path("p/<str:slug>/poster.pdf", share_views.poster, name="poster"),
    path("q/<int:number>", share_views.short, name="short"),
    path("q/<int:number>/<str:language>", share_views.short, name="short-in"),
    path("picture/<str:name>-<int:size>.jpg", picture, name="picture"),
    path("c/<str:token>", link_views.confirm, name="confirm"),
    path("c/<str:token>/withdraw", link_views.withdraw, name="withdraw"),
    path("c/<str:token>/not-me", link_views.not_me, name="not-me"),
    path("mine", mine_views.ask, name="mine-ask"),
    path("mine/<str:token>", mine_views.show, name="mine"),
    path("mine/<str:token>/export", mine_views.export, name="mine-export"),
    path("mine/<str:token>/fresh", mine_views.fresh, name="mine-fresh"),
    path("mine/<str:token>/mail-again/<int:number>", mine_views.lift, name="mine-lift"),
    path("mine/<str:token>/<str:reference>/choices", mine_views.choices, name="mine-choices"),
    path("mine/<str:token>/<str:reference>/withdraw", mine_views.withdraw, name="mine-withdraw"),
    path("mine/<str:token>/<str:reference>/erase", mine_views.erase, name="mine-erase"),
    path("stop/<str:token>", stop_views.stop, name="stop"),
    path("verdict/<str:token>", verdict_views.verdict, name="verdict"),
    path("back/<uuid:key>", backing_views.back, name="back"),
    path("back/confirm/<str:token>", backing_views.back_confirm, name="back-confirm"),
    path("office/<str:token>", office_views.office, name="office"),
    path("reply", coming_views.by_code, name="reply-code"),
    path("reply/for/<str:slug>", coming_views.by_address, name="reply-address"),
    path("reply/once/<str:token>", coming_views.once, name="reply-once"),
    path("reply/with/<str:token>", reply_views.page, name="reply-page"),
    path("reply/with/<str:token>/received", reply_views.received, name="reply-received"),
    path("reply/with/<str:token>/answer", reply_views.answer, name="reply-answer"),
    path("reply/with/<str:token>/colleague", reply_views.colleague, name="reply-colleague"),
    path("reply/with/<str:token>/whole", reply_views.whole, name="reply-whole"),
    path("reply/with/<str:token>/answers/<int:number>/back", reply_views.take_back, name="reply-back"),
    path("reply/with/<str:token>/answers/<int:number>/second", reply_views.second, name="reply-second"),
    path("reply/with/<str:token>/answers/<int:number>/document", reply_views.document, name="reply-document"),
    path("reply/<str:code>", coming_views.by_code, name="reply-code-given"),
    path("inbox", inbox, name="inbox"),
    path("inbox/<str:name>", inbox_message, name="inbox-message"),
    path("check", check_views.check, name="check"),
    path("parts", parts_views.show, name="parts"),
    path("logo-<str:digest>.png", site_views.logo, name="logo"),
    path("site-<str:digest>.css", site_views.colours, name="colours"),
    *(path(kind, site_views.own_page, {"kind": kind}, name=kind) for kind in OwnPageVersion.Kind.values),
]
urlpatterns = [*strangers(public), *desk.urlpatterns]
