"""A petition leaves and comes back: nothing of it is lost, and it comes but once."""

import io
import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings

from tests.people import DOCUMENT, ada_drafts, ada_opens, around, signs
from tests.questions import KEPT, PHONE, WHY, all_asked, changes
from tests.signing.archive.petitions import (
    OPERATOR,
    WORDS,
    ada_runs,
    gone,
    packed,
    repacked,
    rows_of,
    seen,
    unpacked,
)
from undersigned.kit import keys
from undersigned.kit.addresses import canonical
from undersigned.kit.bundle import Member
from undersigned.kit.digests import of_address
from undersigned.kit.keys import Key, Keyring
from undersigned.kit.locked import unlocked
from undersigned.mailing.models import Message
from undersigned.ops import keyring
from undersigned.people.actions import site_team
from undersigned.people.models import Team
from undersigned.petitions import actions, backing, datakeys
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition
from undersigned.petitions.question import Question
from undersigned.signing import carried, progress
from undersigned.signing.archive import reading, writing
from undersigned.signing.confirming import confirm
from undersigned.signing.export.sheets import ExportRefused
from undersigned.signing.forgetting import RULES
from undersigned.signing.models import CarriedDigestKey, ExportLog, Signature, SignedMark, Suppression, Tally
from undersigned.signing.person import person_of
from undersigned.signing.recounting import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the moment of reading on, this is a site with keys of its own."""
    rings = {kind: keys.parse(keys.new_entry(), name=kind) for kind in keyring.KINDS}

    def moved(kind: str) -> Keyring:
        return rings[kind]

    def arrive_there() -> None:
        monkeypatch.setattr(keyring, "keyring", moved)

    monkeypatch.setattr(reading, "there", arrive_there, raising=False)


def there() -> None:
    reading.there()  # type: ignore[attr-defined]
    datakeys.data_key.cache_clear()


def digest(email: str) -> bytes:
    return of_address(keyring.current("digest"), canonical(email))


def test_everything_comes_back(now: datetime) -> None:
    petition = ada_runs(now)
    before = seen(petition)
    data = packed(petition, now)
    gone(petition)
    arrived = unpacked(data, now)
    assert arrived.is_new
    assert arrived.told == ()
    assert seen(arrived.petition) == before
    assert recount(arrived.petition, mend=False, now=now) == []
    assert (arrived.petition.state, arrived.petition.held_because) == ("open", "a letter of a court")


@pytest.mark.usefixtures("elsewhere")
def test_under_other_keys_everyone_is_recognised(now: datetime) -> None:
    petition = ada_runs(now)
    before = seen(petition)["people"]
    data = packed(petition, now)
    gone(petition)
    there()
    kept = unpacked(data, now).petition
    assert seen(kept)["people"] == before
    assert Signature.objects.filter(address_digest=digest("sam@example.org"), petition=kept).count() == 1
    number = Signature.objects.count()
    signs(kept, now, email="S.am+again@example.org".replace(".", "", 1))
    assert Signature.objects.count() == number  # sam has signed already
    signs(kept, now, email="mo@example.org")
    assert Signature.objects.count() == number + 1  # mo had withdrawn


@pytest.mark.usefixtures("elsewhere")
def test_who_wanted_no_mail_gets_none_on_the_new_site_either(now: datetime) -> None:
    petition = ada_runs(now)
    data = packed(petition, now)
    gone(petition)
    there()
    kept = unpacked(data, now).petition
    assert CarriedDigestKey.objects.count() == 1
    signs(kept, now, email="zed@example.org")
    carried.settle(list(Signature.objects.filter(petition=kept)))
    assert Suppression.objects.filter(address_digest=digest("zed@example.org"), petition=kept).count() == 1
    assert Suppression.objects.count() == 1
    Suppression.objects.all().delete()
    assert carried.forget_keys() == 1


def test_it_comes_but_once(now: datetime) -> None:
    petition = ada_runs(now)
    data = packed(petition, now)
    again = unpacked(data, now)
    assert (again.petition, again.is_new) == (petition, False)
    later = packed(petition, now + timedelta(days=1))
    gone(petition)
    first = unpacked(data, now)
    assert first.is_new
    second = unpacked(later, now)
    assert (second.petition, second.is_new) == (first.petition, False)
    assert Petition.objects.count() == 1


def test_it_goes_on_to_a_third_site(now: datetime) -> None:
    petition = ada_runs(now)
    before = seen(petition)
    data = packed(petition, now)
    gone(petition)
    second = unpacked(data, now).petition
    data = packed(second, now)
    gone(second)
    assert seen(unpacked(data, now).petition) == before


def test_addresses_and_numbers_that_are_taken_are_given_anew_and_told(now: datetime) -> None:
    petition = ada_runs(now)
    slug, number = petition.slugs.get().slug, petition.public_number
    data = packed(petition, now)
    gone(petition)
    other = ada_opens(now)
    Petition.objects.update(public_number=number)
    arrived = unpacked(data, now)
    assert other.slugs.get().slug == slug
    assert arrived.petition.slugs.get().slug == f"{slug}-2"
    assert arrived.petition.public_number != number
    assert [line.partition(" is ")[0] for line in arrived.told] == [f"the number {number}", f"/p/{slug}"]
    assert f"/p/{slug}-2" in arrived.told[1]


def test_the_sites_own_petition_is_the_sites_and_a_teams_stays_the_teams(now: datetime) -> None:
    petition = ada_runs(now)
    team = Team.objects.create(name="Library Friends", created_at=now)
    Petition.objects.update(team=team)
    petition.refresh_from_db()
    data = packed(petition, now)
    gone(petition)
    public_id = team.public_id
    Signature.objects.all().delete()
    team.consent_set.all().delete()
    team.delete()
    arrived = unpacked(data, now)
    assert (arrived.petition.team.public_id, arrived.petition.team.name) == (public_id, "Library Friends")
    assert "has no members here yet" in arrived.told[0]
    sam = Signature.objects.get(petition=arrived.petition, shows_name=True)
    assert [one.team for one in sam.consents.all()] == [site_team(now=now)]  # to whom sam had agreed


def test_a_forgotten_petition_keeps_its_count(now: datetime) -> None:
    petition = ada_runs(now)
    Petition.objects.update(held_at=None, held_because="", state=State.CLOSED, closed_at=now)
    petition.refresh_from_db()
    assert RULES[-1].forget(now + timedelta(days=400)) == 1
    before = seen(petition)
    data = packed(petition, now)
    gone(petition)
    kept = unpacked(data, now).petition
    assert seen(kept) == before
    assert datakeys.secret_of(kept) is None
    assert recount(kept, mend=False, now=now) == []


def test_a_draft_stays_a_draft_even_where_nothing_may_be_published(
    now: datetime, settings: LazySettings
) -> None:
    data = packed(ada_drafts(now), now)
    running = packed(ada_opens(now, replace(DOCUMENT, title="The Mayor must plant trees")), now)
    for petition in Petition.objects.all():
        gone(petition)
    settings.UNDERSIGNED_URL = "https://petitions.example.org"
    assert unpacked(data, now).petition.state == State.DRAFT
    with pytest.raises(reading.ArchiveRefused, match="may not show a petition yet: nobody is named"):
        unpacked(running, now)
    assert Petition.objects.count() == 1


def test_mails_that_the_old_site_had_not_sent_leave_from_the_new_one(now: datetime) -> None:
    petition = ada_runs(now)  # ann's mail has left, bo's has not
    data = packed(petition, now)
    gone(petition)
    Message.objects.all().delete()
    unpacked(data, now)
    [waiting] = Message.objects.all()
    assert bytes(waiting.key)[:16] == digest("bo@example.org")


def test_a_row_that_nobody_can_read_is_counted_all_the_same(now: datetime) -> None:
    petition = ada_runs(now)
    sam = Signature.objects.get(shows_name=True)
    Signature.objects.filter(pk=sam.pk).update(sealed=b"\1" + bytes(60))
    data = packed(petition, now)
    gone(petition)
    arrived = unpacked(data, now)
    assert arrived.told == ("1 of its signatures could not be read where it came from either",)
    assert recount(arrived.petition, mend=False, now=now) == []


def test_no_person_stands_in_it_in_the_clear_even_when_it_is_unlocked(now: datetime) -> None:
    data = packed(ada_runs(now), now)
    inside = b"".join(unlocked(io.BytesIO(data), WORDS))
    assert b"example.org" not in data
    import gzip  # noqa: PLC0415

    text = gzip.decompress(inside)
    assert b"Riverside" in text
    assert b"example.org" not in text
    assert b"Okafor" not in text


def test_who_may_export_no_addresses_gets_no_archive(now: datetime, settings: LazySettings) -> None:
    petition = ada_runs(now)
    settings.UNDERSIGNED_EXPORT_ADDRESSES = "nobody"
    with pytest.raises(ExportRefused, match="nobody exports addresses"):
        packed(petition, now)
    assert ExportLog.objects.count() == 0


def test_it_is_written_down_who_took_it_along(now: datetime) -> None:
    petition = ada_runs(now)
    packed(petition, now)
    entry = ExportLog.objects.get()
    assert (entry.kind, entry.actor_name, entry.rows) == ("archive", "operator", 6)
    half = writing.write(petition, passphrase=WORDS, asking=OPERATOR, now=now)
    next(half)
    half.close()  # type: ignore[attr-defined]
    assert list(ExportLog.objects.order_by("pk").values_list("rows", flat=True)) == [6, 0]


def test_what_is_being_deleted_and_the_example_stay(now: datetime) -> None:
    petition = ada_runs(now)
    Petition.objects.update(held_at=None)
    datakeys.destroy(petition)
    with pytest.raises(ExportRefused, match="being deleted"):
        packed(petition, now)
    example = ada_opens(now, is_example=True)
    with pytest.raises(ExportRefused, match="the example"):
        packed(example, now)


def test_an_archive_of_an_older_version_lacks_what_came_later(now: datetime) -> None:
    petition = ada_runs(now)
    before = seen(petition)

    def older(found: list[Member]) -> list[Member]:
        return [without(one, "petition/", "outcome") for one in found]

    data = repacked(packed(petition, now), older)
    gone(petition)
    assert seen(unpacked(data, now).petition) == before


def without(member: Member, folder: str, column: str) -> Member:
    """A file without one of its columns."""
    import json  # noqa: PLC0415

    if not member.name.startswith(folder):
        return member
    rows = [json.loads(line) for line in member.content.splitlines()]
    place = rows[0].index(column)
    return Member(member.name, "\n".join(json.dumps(row[:place] + row[place + 1 :]) for row in rows).encode())


def test_thousands_go_in_several_files(now: datetime) -> None:
    petition = ada_opens(now)
    confirm(signs(petition, now), None, now=now)
    sam = Signature.objects.get()
    Signature.objects.bulk_create(
        Signature(
            **{field.attname: getattr(sam, field.attname) for field in Signature._meta.concrete_fields}
            | {
                "id": uuid4(),
                "address_digest": uuid4().bytes,
                "state": Signature.State.EXPIRED,
                "sealed": b"",
            }
        )
        for _ in range(4500)
    )
    data = packed(petition, now)
    assert len(rows_of(data, "signatures")) == 4501
    gone(petition)
    kept = unpacked(data, now).petition
    assert Signature.objects.filter(petition=kept).count() == 4501


def test_the_key_in_it_opens_what_is_sealed(now: datetime) -> None:
    petition = ada_runs(now)
    secret = datakeys.secret_of(petition)
    assert secret is not None
    assert Keyring((Key(1, secret),)) == datakeys.data_key(petition.pk)
    assert around(petition).language == "en"
    assert actions.free_number() >= 100_000


def test_each_signing_is_counted_once_whatever_either_worker_had_counted(now: datetime) -> None:
    later = now + timedelta(days=1)
    petition = ada_opens(now)
    for name in ("sam", "dee"):
        signs(petition, now, email=f"{name}@example.org")
    assert progress.count_signed(later) == 2
    signs(petition, now + timedelta(hours=1), email="mo@example.org")
    data = packed(petition, now)
    gone(petition)
    for mark in (uuid.UUID(int=0), progress.counted_up_to(), uuid.UUID(int=2**127)):
        SignedMark.objects.update(last=mark)
        kept = unpacked(data, now).petition
        progress.count_signed(later)
        assert progress.progress(kept).signed == 3
        assert Tally.objects.get(petition=kept, kind="signed").signatures == 3
        gone(kept)


def test_backers_come_along_and_are_recognised(now: datetime) -> None:
    petition = ada_drafts(now)
    backing.ask_to_back(petition, "sam@example.org", language="en", network_digest=None, now=now)
    before = seen(petition)
    data = packed(petition, now)
    gone(petition)
    kept = unpacked(data, now).petition
    assert seen(kept) == before
    assert bytes(kept.backers.get().address_digest) == digest("sam@example.org")


def test_an_archive_of_before_there_were_questions_is_read(now: datetime, elsewhere: None) -> None:
    petition = ada_opens(now)
    confirm(signs(petition, now), None, now=now)
    whole = packed(petition, now)

    def older(files: list[Member]) -> list[Member]:
        kept = []
        for one in files:
            content = one.content
            if one.name.startswith("petition/"):
                head, row = [json.loads(line) for line in content.splitlines()]
                place = head.index("has_questions")
                del head[place], row[place]
                content = f"{json.dumps(head)}\n{json.dumps(row)}\n".encode()
            kept.append(Member(one.name, content))
        return kept

    assert not rows_of(whole, "questions")
    gone(petition)
    there()
    arrived = unpacked(repacked(whole, older), now)
    assert arrived.is_new
    assert not arrived.petition.has_questions


def test_questions_and_answers_arrive_as_they_were_put_and_given(now: datetime, elsewhere: None) -> None:
    petition = ada_opens(now, asked=all_asked())
    confirm(signs(petition, now, phone=PHONE, asked=KEPT), None, now=now)
    changes(petition, WHY, now=now)
    before = [(one.number, one.words, one.until_notice) for one in petition.questions.order_by("number")]
    whole = packed(petition, now)
    gone(petition)
    there()
    here = unpacked(whole, now).petition
    assert [(one.number, one.words, one.until_notice) for one in here.questions.order_by("number")] == before
    person = person_of(Signature.objects.get(petition=here))
    assert (person.phone, person.asked) == (PHONE, KEPT)
    assert [one.words for one in Question.objects.put_under(here)] == [WHY.words]
