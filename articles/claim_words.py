"""By which words a text asserts something of a show, and by which it only seems to."""

from __future__ import annotations

import re
from enum import StrEnum

from newsroom.lib.english import CARDINALS, ORDINALS


class Kind(StrEnum):
    COMING = "coming"
    RETURNING = "returning"  # as it stands now, whatever was announced before
    TO_SERIES = "to series"
    CANCELED = "canceled"
    OVER = "over"  # canceled or ended
    LAST = "last"
    DATED = "dated"


def _any(*ways):
    return "|".join(ways)


NUMBER = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_any(*ORDINALS, *CARDINALS)})"
SEASON = (
    rf"(?:(?:season|series) {NUMBER}"
    rf"|(?:an?\s|its\s|the\s)?(?:{NUMBER}|another|new)(?: and final)? (?:season|series))"
)
NOT = r"(?:not|never|isn't|aren't|won't|wasn't|hasn't|doesn't|can't|no longer)"
_ORDER = r"(?:renewal|order|pick-?up)"

# Of these a show itself has to be the subject: people return, too.
OF_ITSELF = {
    Kind.RETURNING: _any(
        r"(?:is |are |will be )?(?:officially )?(?:returning|coming back)\b",
        r"is (?:officially )?back\b",
        r"(?:will |to |set to )?returns?\b(?= (?:for|with|in|on|to)\b|$|[!.,])",
        r"will return\b",
        r"gets? (?:a )?second life\b",
    ),
    Kind.OVER: _any(
        rf"(?:will {NOT}|won't|{NOT}) (?:be )?(?:return(?:ing)?|com(?:e|ing) back|back)\b",
        r"(?:is |are )?(?:officially )?(?:dead|over|done)\b(?! (?:at|in|by|on|to|with)\b)",
        r"has ended\b",
        r"comes to an end\b",
    ),
    Kind.CANCELED: r"cancell?ation (?!of\b)\w+s\b",  # the cancellation of it has effects
}
OF_ANY = {
    Kind.COMING: _any(
        *(r"renews?\b", r"renewed\b", r"greenl(?:ights?|it)\b", r"green-lit\b", r"picks? up\b", r"picked up\b"),
        *(r"revives?\b", r"revived\b", r"resurrect(?:s|ed)\b", r"saves\b", r"saved\b", r"rescue[sd]\b"),
        *(r"uncancel(?:s|ed|led)\b", r"brought back\b", r"br(?:ings?|inging) (?:\S+ ){1,6}back\b"),
        r"(?:gets?|got|given|gives) the (?:green light|go-ahead)\b",
        r"(?:orders|ordered|gets|got|earns?|earned|lands?|landed|scores?|scored|nabs?|wins?|won|secures?|snags?|sets)"
        r" (?:an? |the |its |early )*(?:\S+ ){0,2}?"
        rf"(?:{SEASON}|renewal|pick-?up|more seasons?)\b",
        rf"gives? (?:an? )?(?:early )?(?:renewal|{SEASON})\b",
        rf"{SEASON} {_ORDER}\b",
        r"(?:is|has been|have been) (?:officially )?ordered\b",
        rf"{SEASON} (?:is |has been |was |now )?(?:officially )?(?:confirmed|ordered|coming|official|happening|a go"
        r"|in the works|on the way|on its way|in production|announced|greenlit)\b",
    ),
    Kind.TO_SERIES: r"series order\b(?! (?:is |was )?(?:reversed|rescinded))|(?:picked up |goes |ordered )to series\b",
    Kind.CANCELED: _any(
        *(r"cancel(?:s|l?ed)?\b", r"axe[sd]\b", r"axing\b", r"scrap(?:s|ped)\b", r"ditche[sd]\b", r"nixe[sd]\b"),
        *(r"pull(?:s|ed|ing)? the plug\b", r"call(?:s|ed) off\b", r"shelve[sd]\b", r"cut short\b", r"drops the axe?\b"),
        r"(?:gets|got|given|gives) the (?:axe?|chop|boot)\b",
        rf"(?:{NOT}|not to) (?:be )?(?:renew(?:ed|ing)?|happening|moving forward|getting|picked up)\b",
        rf"{NOT} (?:to )?(?:get|be getting) {SEASON}\b",
        rf"(?:there (?:will be|is) )?no (?:{SEASON}|more seasons)\b",
        r"(?:opts|declines|decides|refuses) (?:against |not )?(?:to )?renew(?:ing)?\b",
        r"un-?renew(?:s|ed)\b",
        rf"(?:rescinds?|rescinded|reverse[sd]|undoes|undid|revoke[sd]|takes back|walks back)"
        rf" (?:(?:the|its|\S+'s|{SEASON}|early) )*{_ORDER}\b",
        rf"{_ORDER} (?:is |was |has been )?(?:reversed|rescinded|revoked)\b",
    ),
    Kind.OVER: _any(r"it(?:'s| is) (?:officially )?over\b", r"fails to find (?:a )?new home\b"),
    Kind.LAST: _any(
        rf"(?:{NUMBER} \(?(?:and |& )?)?final\)? (?:season|series)\b",
        r"(?:be|is) (?:its|the|their) (?:last|final)\b",
        r"(?:ending|to end|will end|ends|ended)(?: \S+){0,3}? (?:after|with)"
        rf" (?:season|series|its|the)? ?{NUMBER}\b",
    ),
}

# After these in a clause nothing is asserted.
UNSURE = re.compile(
    r"\b(?:"
    + _any(
        *("could", "may", "might", "should", "would", "must", "can", "cannot", "if", "whether", "unless", "what if"),
        *("hopes?", "hoping", "hopeful", "any hope", "wants?", r"wish(?:es)?", "dreams?", "imagine", "needs?"),
        *(r"rumou?r(?:s|ed)?", "likely", "unlikely", "almost", "nearly", "possibl[ey]", r"potential(?:ly)?"),
        *("chances?", "odds", "deserves?", "in talks", "in danger", "bubble", "petition", "demands?", "pleas?"),
        *("calls? for", "campaign", "fights?", "helping to", "trying to", "tries to", "efforts?", "urges?"),
        *(r"avoid(?:s|ed)?", "escapes?", "dodge[sd]?", "expected", "expects?", "predicts?", "prediction"),
        *("fears?", "feared", "waiting", "awaits?", "awaiting", r"threat(?:s|ens)?", "close to", "about to"),
        *("considers?", "considering", "mulls?", "eyes", "says? no to", "yet to", "not yet", "no word"),
        *("is it", "was it", r"why (?:\S+ ){0,5}(?:was|were|did)", r"when (?:\S+ ){0,5}(?:was|were|did|had)"),
        r"how (?:\S+ ){0,5}(?:was|were|did|got)",
    )
    + r")\b"
)
# What comes after these is told of before.
BACKGROUND = re.compile(
    r"\b(?:after|following|despite|since|before|ahead of|until|although|though|originally|previously|once|had been"
    r"|years ago)\b"
)
ASKS = re.compile(r"\s*(?:what|is|are|was|were|will|did|does|can|could)\b")
DENIED = re.compile(rf"\b(?:{NOT}|n't|not|never|nor|without|neither)(?: \w+){{0,2}} $")
# “the canceled comedy”: what it is called, and no news
BESIDE = re.compile(
    r"(?: (?!(?:the|its|an?|this|by|for|after|at|in|as|from|due|and|but)\b)[\w-]+){0,2}"
    r" (?:show|series|comedy|drama|sitcom|thriller|hit|favorite|spin-?off|program|title)s?\b"
)
BETWEEN = re.compile(
    rf"[\s'\")]*(?:'s)?(?:[\s,]*(?:{SEASON}|series|show|drama|comedy|is|has|was|will|be|been|now|officially|finally|just"
    r"|also|really|again|still|indeed|reportedly|definitely|not|it|and|that's|all|the))*[\s'\"(]*"
)
SO_MANY = re.compile(
    rf"\bafter (?:just |only |its |the |a |his )?(?:(?:season|series) (?P<named>{NUMBER})|(?P<counted>{NUMBER})"
    r"(?:-| )(?:seasons?|series)\b)"
)

_NAMES = (
    *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
    *("september sept sep", "october oct", "november nov", "december dec"),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
MONTH = rf"(?:{_any(*sorted(MONTHS, key=len, reverse=True))})"
DATE = (
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?(?P<month>{MONTH})\.?"
    r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,? (?P<year>(?:19|20)\d\d))?"
)
PREMIERES = (
    re.compile(
        r"\b(?:premier(?:es?|ing)|debut(?:s|ing)?|arriv(?:es?|ing)|launch(?:es|ing)?|lands|drops|returns?|back"
        r"|comes? out|(?:release|premiere|return) date(?: is)?(?: (?:set|fixed))?|streaming|airs?|release[sd]?|starts?"
        rf"|begins?|bows?)(?: \S+){{0,4}}? (?:(?:for|on|in|this|from|starting|is|:) )?{DATE}"
    ),
    re.compile(rf"\b(?:gets?|sets?|has) (?:an? )?{DATE} (?:premiere|release|return)"),
)
# Not at some time is not never.
AT_SOME_TIME = re.compile(
    rf" (?:\S+ ){{0,4}}?(?:in|until|this|before|on) (?:{MONTH}|\d{{4}}|next|week|month|year|this)\b"
)
CLAUSE = re.compile(r"[,;:()—–]|\s-\s")
OR_ELSE = re.compile(r"\s(?:or|and/or)\s(?:not|cancell?ed|renewed|axed)|\s(?:or|yet)\b|\s?\?")
EITHER = re.compile(r"(?:renewed|cancell?ed|axed) or $")
# … but an act is done whenever it was.
NOT_AT_ALL = re.compile(rf"^(?!{NOT}\b|no\b|will\b)")
LAST_NUMBER = re.compile(rf"(?:after|with) .*?({NUMBER})$")
