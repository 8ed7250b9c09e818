"""How statuses are told to readers who look for news: by the names under which these ask, and as what is drawn."""

from django.db import models

from shows.statuses import USUAL_EVENT, Event
from shows.statuses import Status as S


class Look(models.TextChoices):
    """How a status is drawn: each of these has a shape and a color."""

    COMING = "coming", "On its way"
    ON = "on", "On air"
    OPEN = "open", "Open"
    DONE = "done", "Shown, or ended as planned"
    OVER = "over", "Not coming"


_LOOKS = {
    Look.COMING: (
        S.IN_DEVELOPMENT,
        S.PILOT_ORDERED,
        S.SERIES_ORDERED,
        S.RETURNING,
        S.ORDERED,
        S.IN_PRODUCTION,
        S.DATED,
    ),
    Look.ON: (S.AIRING, S.ENDING),
    Look.OPEN: (S.AWAITING_DECISION, S.ON_HIATUS, S.UNDECIDED, S.DELAYED, S.ON_BREAK),
    Look.DONE: (S.AIRED, S.ENDED),
    Look.OVER: (S.CANCELED, S.NOT_PROCEEDING, S.CUT_SHORT, S.ORDER_REVERSED, S.SHELVED, S.NOT_HAPPENING),
}
LOOK_OF = {status: look for look, statuses in _LOOKS.items() for status in statuses}


class News(models.TextChoices):
    """What has happened to a show, as readers ask for it."""

    RENEWED = "renewed", "Renewed"
    CANCELED = "canceled", "Canceled"
    PICKED_UP = "picked-up", "Picked up elsewhere"
    REVIVED = "revived", "Revived"
    ORDERED = "ordered", "Ordered"
    ENDING = "ending", "Final season announced"
    ENDED = "ended", "Ended"
    PASSED_OVER = "passed-over", "Passed over"
    DATED = "dated", "Premiere dated"
    DELAYED = "delayed", "Delayed"
    PREMIERED = "premiered", "Premiered"
    PAUSED = "paused", "Paused"
    FINALE = "finale", "Finale"
    IN_THE_WORKS = "in-the-works", "In the works"


NEWS = {
    Event.RENEWAL: News.RENEWED,
    Event.CANCELLATION: News.CANCELED,
    Event.ORDER_REVERSAL: News.CANCELED,
    Event.SHELVING: News.CANCELED,
    Event.PICKUP: News.PICKED_UP,
    Event.REVIVAL: News.REVIVED,
    Event.PILOT_ORDER: News.ORDERED,
    Event.SERIES_ORDER: News.ORDERED,
    Event.SEASON_ORDER: News.ORDERED,
    Event.FINAL_SEASON_ANNOUNCED: News.ENDING,
    Event.END: News.ENDED,
    Event.PILOT_PASSED: News.PASSED_OVER,
    Event.DATE_SET: News.DATED,
    Event.DELAY: News.DELAYED,
    Event.PREMIERE: News.PREMIERED,
    Event.PRODUCTION_HALT: News.PAUSED,
    Event.BREAK: News.PAUSED,
    Event.HIATUS: News.PAUSED,
    Event.FINALE: News.FINALE,
    Event.ANNOUNCED: News.IN_THE_WORKS,
    Event.PRODUCTION_START: News.IN_THE_WORKS,
}
# What these statuses say is news of its own, whatever led to them.
SAID_BY_STATUS = {
    S.CANCELED: News.CANCELED,
    S.ORDER_REVERSED: News.CANCELED,
    S.SHELVED: News.CANCELED,
    S.CUT_SHORT: News.CANCELED,
    S.NOT_HAPPENING: News.CANCELED,
    S.NOT_PROCEEDING: News.PASSED_OVER,
    S.ENDING: News.ENDING,
    S.ENDED: News.ENDED,
    S.DATED: News.DATED,
    S.DELAYED: News.DELAYED,
    S.ON_HIATUS: News.PAUSED,
}


def news_of(status, event):
    """What an entry of the ledger is as news; ``None`` for what readers ask for by no name."""
    if status in SAID_BY_STATUS:
        return SAID_BY_STATUS[status]
    return NEWS.get(USUAL_EVENT[status] if event == Event.OTHER else event)


def which_are(news):
    """Of the entries of the ledger those that ``news_of`` calls ``news``."""
    said = [status for status, one in SAID_BY_STATUS.items() if one == news]
    events = [event for event, one in NEWS.items() if one == news]
    usual = [status for status, event in USUAL_EVENT.items() if event in events]
    led = models.Q(event__in=events) | models.Q(event=Event.OTHER, status__in=usual)
    return models.Q(status__in=said) | led & ~models.Q(status__in=list(SAID_BY_STATUS))
