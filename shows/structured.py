"""What the pages of shows, seasons and people say to search engines, in the words of schema.org."""

from newsroom.lib.structured import address


def series(show, *, creators=(), cast=(), seasons=()):
    """The ``TVSeries`` that articles are about, by the same ``@id``."""
    own = address(show.get_absolute_url())
    return _known(
        {
            "@type": "TVSeries",
            "@id": f"{own}#series",
            "name": show.title,
            "url": own,
            "alternateName": show.also_known_as,
            "countryOfOrigin": show.country and {"@type": "Country", "name": show.country},
            "creator": [person(credit.person) for credit in creators],
            "actor": [_role(credit) for credit in cast],
            "numberOfSeasons": len(seasons),
            "containsSeason": [season(one, of=False) for one in seasons],
        }
    )


def season(one, *, of=True):
    """The ``TVSeason``, with the series that it is part ``of``."""
    show = one.show
    return _known(
        {
            "@type": "TVSeason",
            "@id": f"{address(one.get_absolute_url())}#season",
            "name": f"{show.title}, season {one.number}",
            "url": address(one.get_absolute_url()),
            "seasonNumber": one.number,
            "numberOfEpisodes": one.episodes,
            "startDate": one.premiered_on and one.premiered_on.isoformat(),
            "endDate": one.finale_on and one.finale_on.isoformat(),
            "partOfSeries": of and series(show),
        }
    )


def person(one):
    own = address(one.get_absolute_url())
    return {"@type": "Person", "@id": f"{own}#person", "name": one.name, "url": own}


def _role(credit):
    """An actor, in the character that the actor plays where we know it."""
    if not credit.character:
        return person(credit.person)
    return {"@type": "PerformanceRole", "actor": person(credit.person), "characterName": credit.character}


def _known(said):
    return {name: value for name, value in said.items() if value}
