"""Plain text with the words that were looked for marked: pieces, each with whether it is such a word."""

import html
import re

from django.utils.html import strip_tags

EXCERPT = 220  # characters
_BLOCKS = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|blockquote|figure|figcaption|table|tr|td|th|br|hr|div)\b")
_WORDS = re.compile(r"[^\W_]+")


def plain(body):
    """The text of sanitized HTML, every run of white space as one space."""
    return " ".join(html.unescape(strip_tags(_BLOCKS.sub(r" \g<0>", body))).split())


def words_in(text):
    return _WORDS.findall(text)


def marked(text, words):
    """``text`` in pieces ``(text, is_found)``, where ``words`` are found."""
    pieces, end = [], 0
    for word in _WORDS.finditer(text):
        if word[0] in words:
            pieces += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    return [(piece, is_found) for piece, is_found in [*pieces, (text[end:], False)] if piece]


def excerpt(text, words, *, longest=EXCERPT):
    """As ``marked``, of the part of ``text`` in which most different ``words`` are found; empty where none is."""
    places = [(word.start(), word[0].casefold()) for word in _WORDS.finditer(text) if word[0] in words]
    if not places:
        return []
    begin = max(places, key=lambda place: (_different(places, place[0], longest), -place[0]))[0]
    begin = _word_before(text, begin, least=begin - longest // 4)
    end = begin + longest
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + longest // 2)
    cut = text[begin:end].strip(" ,;:–—")
    return marked(f"{'… ' if begin else ''}{cut}{' …' if end < len(text) else ''}", words)


def _different(places, begin, longest):
    return len({word for place, word in places if begin <= place < begin + longest * 3 // 4})


def _word_before(text, place, *, least):
    """Where a word begins, from ``least`` on, or ``place`` itself."""
    return 0 if least <= 0 else text.find(" ", least, place) + 1 or place
