"""Which open petitions ask for something like it: an index of the words of titles, the same on both engines.

A title's words are looked up by their beginnings (`stems`); a rare word that two titles share says more than one that
every second title has. What is very common is never read through: so an answer takes as long for a hundred thousand
petitions as for a thousand.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import log
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from undersigned.ops.rounds import Round
from undersigned.ops.rows import insert_new
from undersigned.petitions.life import State
from undersigned.petitions.models import Petition, Text, TitleWord
from undersigned.petitions.stems import stems

COMMON: Final = 2000  # petitions that have a word: from here on it is read through no more
MOST_ROWS: Final = 2000  # that are read of rare words
LOOKED_AT: Final = 500  # of those that share the most, whether they are open
WEIGHED: Final = 50  # of these, by their common words too
ALIKE: Final = 0.5  # of what the words of a title weigh, the share that another must have
SHOWN: Final = 5


def note(petition: Petition) -> None:
    """Keep the words of its current titles; called by whatever changes one, in its transaction."""
    titles = Text.objects.filter(version__petition=petition, version__number=petition.text_number)
    words = {word for title in titles.values_list("title", flat=True) for word in stems(title)}
    there = TitleWord.objects.filter(petition=petition)
    there.exclude(word__in=words).delete()
    there.exclude(text_number=petition.text_number).update(text_number=petition.text_number)
    insert_new(
        [TitleWord(word=word, petition=petition, text_number=petition.text_number) for word in sorted(words)]
    )


def note_all(_now: datetime) -> int:
    """Keep the words of open petitions that have none of their current text yet; how many petitions."""
    there = TitleWord.objects.filter(petition=OuterRef("pk"), text_number=OuterRef("text_number"))
    missed = Petition.objects.filter(~Exists(there), state=State.OPEN)
    done = 0
    for petition in missed.iterator():
        with transaction.atomic():
            note(petition)
        done += 1
    return done


ROUND = Round("keeping the words of titles", 3600, note_all)


def alike(title: str, *, besides: Petition | None = None) -> list[Petition]:
    """Up to five open petitions whose title asks for something like it, the likest first."""
    words = stems(title)
    if not words:
        return []
    weights = _weights(words)
    scores = _scores(weights)
    if besides is not None:
        scores.pop(besides.pk, None)
    least = ALIKE * sum(weight for weight, _often in weights.values())
    least_words = min(2, len(words))
    best = sorted(
        (key for key, (score, shared) in scores.items() if score >= least and shared >= least_words),
        key=lambda key: (-scores[key][0], -key),
    )[:SHOWN]
    found = Petition.objects.prefetch_related("addressees").in_bulk(best)
    return [found[key] for key in best if key in found]


def _weights(words: Sequence[str]) -> dict[str, tuple[float, int]]:
    """For each word what it weighs, and how many petitions have it, counted up to COMMON."""
    newest = Petition.objects.aggregate(newest=Max("pk"))["newest"] or 1
    found = {}
    for word in words:
        often = TitleWord.objects.filter(word=word)[:COMMON].count()
        # A word that nobody used yet says no more than one that was used once.
        found[word] = max(0.05, log((newest + 2) / (max(often, 1) + 0.5))), often
    return found


def _scores(weights: dict[str, tuple[float, int]]) -> dict[int, tuple[float, int]]:
    """By petition what the words weigh that it shares, and how many these are."""
    rare, rows = [], 0
    for word in sorted(weights, key=lambda word: weights[word][1]):
        often = weights[word][1]
        if often and often < COMMON and rows + often <= MOST_ROWS:
            rare.append(word)
            rows += often
    if rare:
        pairs = set(TitleWord.objects.filter(word__in=rare).values_list("petition_id", "word"))
    else:
        pairs = _having_both(sorted(weights, key=lambda word: -weights[word][0])[:2])
    keys = _open(_added(pairs, weights))
    # By petition alone: SQLite would go through all that have a common word.
    words = TitleWord.objects.filter(petition__in=keys).values_list("petition_id", "word")
    return _added([(key, word) for key, word in words if word in weights], weights)


def _open(scores: dict[int, tuple[float, int]]) -> list[int]:
    """The open ones that share the most, the newest of those that share as much.

    Asked for by key and not by a join: SQLite would begin with every open petition of the site.
    """
    best = sorted(scores, key=lambda key: (-scores[key][0], -key))[:LOOKED_AT]
    listed = Petition.objects.filter(pk__in=best, state=State.OPEN, is_example=False)
    there = set(listed.values_list("pk", flat=True))
    return [key for key in best if key in there][:WEIGHED]


def _having_both(words: Sequence[str]) -> set[tuple[int, str]]:
    """Where every word is common: some petitions, the newest first, that have the two rarest of them."""
    rows = TitleWord.objects.filter(word=words[0], petition__state=State.OPEN, petition__is_example=False)
    for word in words[1:]:
        rows = rows.filter(Exists(TitleWord.objects.filter(word=word, petition=OuterRef("petition"))))
    keys = rows.order_by("-petition_id")[:WEIGHED].values_list("petition_id", flat=True)
    return {(key, words[0]) for key in keys}


def _added(
    pairs: Iterable[tuple[int, str]], weights: dict[str, tuple[float, int]]
) -> dict[int, tuple[float, int]]:
    found: dict[int, tuple[float, int]] = {}
    for key, word in pairs:
        score, shared = found.get(key, (0.0, 0))
        found[key] = score + weights[word][0], shared + 1
    return found
