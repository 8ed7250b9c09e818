"""Plausible lives of shows that never were: what a synthetic archive's ledgers tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shows.statuses import USUAL_EVENT, Confirmation, Event
from shows.statuses import Status as S


@dataclass(slots=True)
class Happening:
    """One entry to be: ``season`` is a number or ``None`` for the show, ``network`` an index."""

    on: date
    season: int | None
    status: str | None
    event: str
    network: int
    premiere: date | None = None
    implied: bool = False  # by the last one before it that was not
    denies: bool = False  # the one before it
    confirmation: str = Confirmation.OFFICIAL


class Life:
    """The life of one show from its order on, season by season, until a day."""

    def __init__(self, rng, *, begins, ends, networks, lasting=False):
        self.rng, self.day, self.ends = rng, begins, ends
        self.networks, self.network = networks, rng.randrange(networks)
        self.lasting = lasting  # renewed every time
        self.found = []
        self._live()
        self.found = [one for one in self.found if one.on <= ends]

    def _say(self, season, status, *, event="", **more):
        event = event or (USUAL_EVENT[status] if status else Event.OTHER)
        self.found.append(Happening(self.day, season, status, event, self.network, **more))

    def _wait(self, least, most):
        self.day += timedelta(days=self.rng.randint(least, most))

    def _happens(self, chance):
        return self.rng.random() < chance

    def _live(self):
        self._say(None, S.SERIES_ORDERED)
        self._say(1, S.ORDERED, implied=True)
        season, final = 1, False
        while self.day < self.ends:
            if not self._comes(season):
                return
            self._airs(season, final=final)
            if final:
                return
            outcome = self._decided()
            if outcome is None:
                return
            season, final = season + 1, outcome == S.ENDING
            self._say(season, S.ORDERED, implied=True)

    def _comes(self, season):
        """The way of a season to its premiere, which not all of them reach."""
        if self._happens(0.6):
            self._wait(30, 150)
            self._say(season, S.IN_PRODUCTION)
        self._wait(40, 120)
        self._date(season)
        if self._happens(0.1):
            self._wait(5, 30)
            self._say(season, S.DELAYED)
            self._wait(30, 90)
            self._date(season)
        if not self.lasting and self._happens(0.04):
            self._wait(1, 20)
            self._say(None, S.CANCELED)
            self._say(season, S.ORDER_REVERSED, implied=True)
            return False
        return True

    def _date(self, season):
        self.premiere = self.day + timedelta(days=self.rng.randint(40, 90))
        self._say(season, S.DATED, premiere=self.premiere)

    def _airs(self, season, *, final):
        self.day = self.premiere + timedelta(days=self.rng.choice([0, 0, 0, 0, 7]))
        self._say(season, S.AIRING)
        self._say(None, S.AIRING, implied=True)
        self._wait(20, 90)
        self._say(season, S.AIRED)
        self._say(None, S.ENDED if final else S.AWAITING_DECISION, implied=True)

    def _decided(self):
        """What becomes of the show between two seasons; ``None`` is the end."""
        self._wait(10, 150)
        if self._happens(0.03):
            self._say(None, S.CANCELED, confirmation=Confirmation.REPORTED)
            self._wait(1, 3)
            self._say(None, None, denies=True)
            self._wait(1, 30)
        chance = self.rng.random()
        if self.lasting or chance < 0.6:
            self._say(None, S.RETURNING)
            return S.RETURNING
        if chance < 0.7:
            self._say(None, S.ENDING)
            return S.ENDING
        if chance < 0.75:
            self._say(None, S.ENDED)
            return None
        by_whom = Confirmation.REPORTED if self._happens(0.2) else Confirmation.OFFICIAL
        self._say(None, S.CANCELED, confirmation=by_whom)
        if self.networks == 1 or not self._happens(0.15):
            return None
        self._wait(3, 60)
        self.network = (self.network + self.rng.randrange(1, self.networks)) % self.networks
        self._say(None, S.RETURNING, event=Event.PICKUP)
        return S.RETURNING
