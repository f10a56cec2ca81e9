"""Official routes: what is known of them, and how a draft would fit."""

from datetime import date

from undersigned.petitions.official import fit, route_of, routes


def test_the_uk_parliaments_figures_are_there_with_source_and_date() -> None:
    route = route_of("GB")
    assert route
    assert (route.title, route.background, route.details) == (80, 300, 800)
    assert (route.answer_at, route.debate_at, route.backers) == (10_000, 100_000, 5)
    assert route_of("FR") is route_of("") is None
    for one in routes():
        assert one.source.startswith("https://")
        assert date(2020, 1, 1) < one.seen_on


def test_a_draft_is_measured_part_by_part() -> None:
    route = route_of("GB")
    assert route
    typed = {"title": "x" * 81, "story": "a" * 300 + "\r\n\r\n" + "b" * 10 + "\r\n\r\nc"}
    found = {one.part: (one.length, one.fits) for one in fit(route, typed)}
    assert found == {"title": (81, False), "background": (300, True), "details": (13, True)}
    assert [one.fits for one in fit(route, {})] == [False, False, True]
