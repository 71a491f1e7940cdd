"""Places as job boards write them: what can mean one thing is understood, and nothing else."""

import pytest

from careers.handbook.places import read_places


def read(text, country=""):
    found = read_places(text, country)
    return [(each.kind, each.country, each.region, each.town) for each in found.places], list(found.unclear)


CERTAIN = {
    "Lisbon, Portugal": ("on_site", "PT", "", "Lisbon"),
    "Porto, Portugal (hybrid)": ("hybrid", "PT", "", "Porto"),
    "Porto, Portugal (remote)": ("remote", "PT", "", "Porto"),
    "Remote, Finland": ("remote", "FI", "", ""),
    "Remote - US": ("remote", "US", "", ""),
    "US - Remote": ("remote", "US", "", ""),
    "Remote in Canada": ("remote", "CA", "", ""),
    "Remote (Portugal)": ("remote", "PT", "", ""),
    "Remote, California, United States": ("remote", "US", "CA", ""),
    "London, UK": ("on_site", "GB", "", "London"),
    "Austin, TX": ("on_site", "US", "TX", "Austin"),
    "Toronto, ON": ("on_site", "CA", "ON", "Toronto"),
    "Denver, CO, United States": ("on_site", "US", "CO", "Denver"),
    "Hybrid - Denver, CO, USA": ("hybrid", "US", "CO", "Denver"),
    "San Francisco, California, United States": ("on_site", "US", "CA", "San Francisco"),
    "Atlanta, Georgia, United States": ("on_site", "US", "GA", "Atlanta"),
}
UNCLEAR = (
    "Denver, CO", "Berlin, DE", "Atlanta, Georgia", "Remote - CA", "Remote", "EMEA", "Lisbon", "Portugal",
    "Hybrid or remote, Lisbon, Portugal", "New York, United States", "A, B, Portugal",
)  # fmt: skip


def test_what_is_certain():
    assert {text: read(text) for text in CERTAIN} == {text: ([place], []) for text, place in CERTAIN.items()}


def test_what_is_not():
    assert [text for text in UNCLEAR if not read_places(text).unclear] == []


def test_several():
    assert read(" Porto, Portugal (hybrid);  Remote, Finland | porto; Porto, Portugal (hybrid)") == (
        [("hybrid", "PT", "", "Porto"), ("remote", "FI", "", "")],
        ["porto"],
    )
    assert read("") == ([], [])


NO_TOWNS = (
    "Tbilisi, Georgia", "Remote - Georgia", "Remote - EMEA", "Remote (EU)", "Remote, EST", "Remote - US only",
    "Anywhere", "Remote, anywhere in the US", "Europe", "TBD", "Multiple Locations", "3 locations", "N/A",
    "Home office", "Home", "Global", "Anywhere, United States", "Lisbon Office", "Latin America",
)  # fmt: skip


def test_what_is_no_town_is_in_no_country():
    assert [text for text in NO_TOWNS if read(text, "US")[0]] == []
    assert read("Remote - EMEA; Austin, TX", "US") == ([("on_site", "US", "TX", "Austin")], ["Remote - EMEA"])
    towns = {"Eu": "FR", "Mena, AR": "US", "Homer, AK": "US", "Globe, AZ": "US", "Mountain Home, AR": "US"}
    assert [text for text, country in towns.items() if read(text, country)[1]] == []
    assert read("Batumi, Georgia", "GE") == ([("on_site", "GE", "", "Batumi")], [])
    assert read("Porto, Portugal", "US") == ([("on_site", "PT", "", "Porto")], [])


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("Denver, CO", "US", ("on_site", "US", "CO", "Denver")),
        ("Berlin, DE", "DE", ("on_site", "DE", "", "Berlin")),
        ("Lisbon", "PT", ("on_site", "PT", "", "Lisbon")),
        ("Remote", "US", ("remote", "US", "", "")),
        ("London, UK", "US", ("on_site", "GB", "", "London")),
    ],
)
def test_where_places_are_that_name_no_country(text, country, place):
    assert read(text, country) == ([place], [])
