"""How long a text is to read."""

import re
from dataclasses import dataclass
from html import unescape

WORDS_A_MINUTE = 238  # silent reading of English non-fiction, the mean of 190 studies (Brysbaert 2019)
# What formats words stands within them; any other element parts them.
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|q|s|strong|sub|sup|time)(?:\s[^>]*)?>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass(frozen=True)
class Length:
    """``words`` as static/desk/length.js counts them while somebody types."""

    words: int

    @classmethod
    def of(cls, html):
        return cls(len(words_of(html)))

    @property
    def minutes(self):
        return -(-self.words // WORDS_A_MINUTE)

    def __str__(self):
        if not self.words:
            return "No words yet"
        words = "1 word" if self.words == 1 else f"{self.words:,} words"
        return f"{words}, {self.minutes} min to read"


def words_of(html):
    """The words of sanitized ``html``, in order."""
    return _WORD.findall(unescape(_TAG.sub(" ", _INLINE.sub("", html))))
