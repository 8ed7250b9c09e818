"""How Unfold colors a status in a list, by its label."""

from shows.statuses import COMING, LOST, ON_AIR, Status

GOOD = {Status.SERIES_ORDERED, Status.RETURNING, *COMING, *ON_AIR} - {Status.DELAYED}
BAD = {Status.CANCELED, Status.NOT_PROCEEDING, Status.CUT_SHORT, Status.NOT_HAPPENING, *LOST}

COLORS = {status.label: "success" for status in GOOD} | {status.label: "danger" for status in BAD}
