"""The ledger of a show as a picture: a line for the show and for each season, along the years."""

from shows.telling import Look

# Around the point at which a mark stands.
SHAPES = {
    Look.COMING: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    Look.ON: "M-6-6.5L7 0L-6 6.5z",
    Look.OPEN: "M0-7L7 0L0 7L-7 0z",
    Look.DONE: "M-5.5-5.5H5.5V5.5H-5.5z",
    Look.OVER: "M-5-5L5 5M5-5L-5 5",
}
