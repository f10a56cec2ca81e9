"""The personal fields of a signature: one small record, sealed as one."""

import json
import logging
from collections.abc import Sequence
from functools import cache
from json.encoder import encode_basestring as quoted
from typing import NamedTuple
from uuid import UUID

from undersigned.kit.keys import Key
from undersigned.kit.seal import RandomBytes, SealBroken, seal, unseal
from undersigned.petitions.datakeys import data_key
from undersigned.petitions.models import DataKey
from undersigned.signing.models import Signature

log = logging.getLogger(__name__)

_read = json.JSONDecoder().raw_decode


class Person(NamedTuple):
    """Who signed, as they wrote it; "" for what was not given or not asked.

    Stored names of its words are one letter long: ten million rows repeat them.
    """

    given_name: str
    email: str
    family_name: str = ""
    postal_code: str = ""
    comment: str = ""
    # While it waits to be confirmed: the numbers of the partners whose boxes were ticked.
    partners: tuple[int, ...] = ()
    phone: str = ""
    asked: tuple[tuple[int, str], ...] = ()  # answers to the team's questions, by their numbers

    def to_bytes(self) -> bytes:
        """Compact JSON without the empty fields."""
        given_name, email, family_name, postal_code, comment, partners, phone, asked = self
        # Written out: a loop over the fields takes longer, and every signature passes here.
        text = f'{{"g":{quoted(given_name)},"e":{quoted(email)}'
        if family_name:
            text += f',"f":{quoted(family_name)}'
        if postal_code:
            text += f',"p":{quoted(postal_code)}'
        if comment:
            text += f',"c":{quoted(comment)}'
        if partners:
            text += f',"n":{list(partners)}'
        if phone:
            text += f',"t":{quoted(phone)}'
        if asked:
            given = ",".join(f'"{number}":{quoted(said)}' for number, said in asked)
            text += f',"q":{{{given}}}'
        return f"{text}}}".encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Person":
        """The record that `to_bytes` wrote. Raises SealBroken for any other: archives bring them."""
        try:
            # Not json.loads, which first looks for the encoding: that takes longer than all of this.
            get = _read(data.decode())[0].get
            texts = (get("g", ""), get("e", ""), get("f", ""), get("p", ""), get("c", ""))
            phone, asked = get("t", ""), get("q")
            given = tuple((int(number), said) for number, said in asked.items()) if asked else ()
            # Texts, and such as can be written.
            "".join((*texts, phone, *(said for _, said in given))).encode()
            return cls(*texts, tuple(map(int, get("n", ()))), phone, given)
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise SealBroken("no record of a person") from None


def seal_person(person: Person, petition_id: int, row_id: bytes, *, random: RandomBytes) -> bytes:
    """The record sealed under the petition's data key and bound to its row."""
    return sealed_under(data_key(petition_id).current, person, row_id, random=random)


def sealed_under(key: Key, person: Person, row_id: bytes, *, random: RandomBytes) -> bytes:
    """The same, under a key that is at hand."""
    return seal(key, person.to_bytes(), bound_to=row_id, random=random)


def person_of(signature: Signature) -> Person:
    """Who gave a signature. Raises SealBroken if the record was changed or moved here from another row."""
    return opened(bytes(signature.sealed), signature.petition_id, signature.id)


def opened(sealed: bytes, petition_id: int, row_id: UUID) -> Person:
    """The same of a row's own columns. Raises SealBroken."""
    return Person.from_bytes(unseal(data_key(petition_id), bytes(sealed), bound_to=row_id.bytes))


def people_of(
    petition_id: int, row_ids: Sequence[bytes], sealed: Sequence[bytes], *, unreadable: Person
) -> list[Person]:
    """Who gave each of many signatures of one petition; `unreadable` for one that is empty or broken."""
    try:
        keys = data_key(petition_id)
    except DataKey.DoesNotExist:  # everybody's data was just forgotten
        return [unreadable] * len(row_ids)
    found = []
    for row_id, one in zip(row_ids, sealed, strict=True):
        try:
            found.append(Person.from_bytes(unseal(keys, one, bound_to=row_id)) if one else unreadable)
        except SealBroken:
            tell_once(petition_id)
            found.append(unreadable)
    return found


def boxes_ticked(sealed: bytes, petition_id: int, row_id: UUID) -> tuple[int, ...]:
    """The numbers of the partners whose boxes were ticked at signing; none where it can no longer be read."""
    try:
        return opened(sealed, petition_id, row_id).partners
    except (DataKey.DoesNotExist, SealBroken):
        return ()


def person_if_readable(signature: Signature) -> Person | None:
    """The same; None if it can no longer be read, so that one broken record or key hides nothing but itself."""
    try:
        return person_of(signature)
    except DataKey.DoesNotExist:  # everybody's data was just forgotten
        return None
    except SealBroken:
        tell_once(signature.petition_id)
        return None


@cache
def tell_once(petition_id: int) -> None:
    """Tell whoever runs the site, once a process: pages ask again and again."""
    log.error("personal data of petition %s cannot be read: its key or its rows are broken", petition_id)
