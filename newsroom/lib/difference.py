"""What changed between two texts, word by word: what was kept, deleted and inserted, in reading order.

Kept and deleted together are the old text, kept and inserted the new one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from newsroom.lib.blocks import Block, Run, blocks_of

KEPT, DELETED, INSERTED = "kept", "deleted", "inserted"
ALIKE = 0.4  # the share of words in common from which two blocks are versions of one
MOST_PAIRS = 40_000  # of blocks to compare: beyond, what differs is shown as a whole
SMALL = 90_000  # pairs of words that are looked at all at once
_TOKEN = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was all kept, deleted or inserted."""

    did: str
    runs: tuple[Run, ...]

    @property
    def text(self):
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Pair:
    """A block of the old text and what it is in the new one; either may be missing."""

    old: Block | None
    new: Block | None
    pieces: tuple[Piece, ...]

    @property
    def did(self):
        if self.old is None:
            return INSERTED
        if self.new is None:
            return DELETED
        return KEPT if self.old == self.new else "changed"

    @property
    def block(self):
        return self.new or self.old

    @property
    def is_of_another_kind(self):
        """Whether it became something else: a paragraph a heading, an item of a list one of a list within."""
        return self.did == "changed" and self.old.path != self.new.path


def of_lines(old, new):
    """The pieces of two plain texts."""
    return of_runs((Run(old),), (Run(new),))


def of_bodies(old, new):
    """The pairs of blocks of two sanitized HTML texts."""
    return of_blocks(blocks_of(old), blocks_of(new))


def of_blocks(old, new):
    pairs = []
    for is_kept, old_ones, new_ones in _stretches(old, new):
        if is_kept:
            pairs += [Pair(*both, (Piece(KEPT, both[0].runs),)) for both in zip(old_ones, new_ones, strict=True)]
        else:
            pairs += [_pair(*both) for both in _aligned(old_ones, new_ones)]
    return pairs


def of_runs(old, new):
    """The pieces of two texts that are made of runs."""
    steps = []
    for is_kept, old_ones, new_ones in _stretches(_tokens(old), _tokens(new), junk=_is_space):
        steps += [(KEPT, new_ones)] if is_kept else [(DELETED, old_ones), (INSERTED, new_ones)]
    return tuple(Piece(did, _runs(tokens)) for did, tokens in _readable([step for step in steps if step[1]]))


def _stretches(old, new, junk=None):
    """Both lists in stretches, each with whether it is the same in both: (same, of the old, of the new)."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    yield True, old[:start], new[:start]
    yield from _differing(old[start : len(old) - end], new[start : len(new) - end], junk)
    yield True, old[len(old) - end :], new[len(new) - end :]


def _differing(old, new, junk):
    if len(old) * len(new) <= SMALL:
        for tag, i, end_i, j, end_j in SequenceMatcher(junk, old, new, autojunk=False).get_opcodes():
            yield tag == "equal", old[i:end_i], new[j:end_j]
        return
    # Its time grows with the square and more: what is long is divided at what stands once in both.
    anchors = _anchors(old, new)
    if not anchors:
        yield False, old, new
        return
    for (i, j), (end_i, end_j) in pairwise([(-1, -1), *anchors, (len(old), len(new))]):
        yield from _stretches(old[i + 1 : end_i], new[j + 1 : end_j], junk)
        yield True, old[end_i : end_i + 1], new[end_j : end_j + 1]


def _anchors(old, new):
    """Places of what stands once in either list: as many as keep their order, the longest rising sequence."""
    once_in_old, once_in_new = _places_of_single(old), _places_of_single(new)
    lasts, chains = [], []
    for one, i in once_in_old.items():
        j = once_in_new.get(one)
        if j is None:
            continue
        length = bisect_left(lasts, j)
        link = (i, j, chains[length - 1] if length else None)
        lasts[length : length + 1], chains[length : length + 1] = [j], [link]
    anchors, link = [], chains[-1] if chains else None
    while link:
        i, j, link = link
        anchors.append((i, j))
    return anchors[::-1]


def _places_of_single(items):
    counts = Counter(items)
    return {item: place for place, item in enumerate(items) if counts[item] == 1}


def _common(one, other):
    """How many items both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def _pair(old, new):
    if old is None:
        return Pair(None, new, (Piece(INSERTED, new.runs),))
    if new is None:
        return Pair(old, None, (Piece(DELETED, old.runs),))
    return Pair(old, new, of_runs(old.runs, new.runs))


# -- blocks that became others -------------------------------------------------------------------


def _aligned(old, new):
    """Pairs of blocks, in the order of both texts, so that the words in common are the most."""
    if len(old) * len(new) > MOST_PAIRS:
        return [*((one, None) for one in old), *((None, one) for one in new)]
    likeness = _likeness(old, new)
    best = _best(likeness, len(old), len(new))
    pairs, i, j = [], 0, 0
    while i < len(old) or j < len(new):
        if i < len(old) and best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        elif j < len(new) and best[i][j] == best[i][j + 1]:
            pairs.append((None, new[j]))
            j += 1
        else:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
    return pairs


def _best(likeness, rows, columns):
    """The most likeness that can be had from each place on, to the ends of both."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    return best


def _likeness(old, new):
    """For each block of either text, the share of words in common; nothing where that is too little."""
    old, new = [_vocabulary(block) for block in old], [_vocabulary(block) for block in new]
    shares = [[2 * len(one & other) / (len(one) + len(other) or 1) for other in new] for one in old]
    return [[share if share >= ALIKE else 0.0 for share in row] for row in shares]


def _vocabulary(block):
    return frozenset(word.casefold() for word in _TOKEN.findall(block.text) if word[0].isalnum())


# -- words ---------------------------------------------------------------------------------------


def _tokens(runs):
    return [(token, run.looks) for run in runs for token in _TOKEN.findall(run.text)]


def _is_space(token):
    return token[0].isspace()


def _readable(steps):
    """Each change as one deletion and one insertion, kept crumbs between two changes among them."""
    steps = [(did, _joined(group)) for did, group in groupby(steps, key=lambda step: step[0])]
    steps = [
        ("crumb" if 0 < index < len(steps) - 1 and did == KEPT and _is_crumb(tokens) else did, tokens)
        for index, (did, tokens) in enumerate(steps)
    ]
    done = []
    for is_kept, group in groupby(steps, key=lambda step: step[0] == KEPT):
        group = list(group)
        if is_kept:
            done.append((KEPT, _joined(group)))
        else:
            done.append((DELETED, _joined(step for step in group if step[0] != INSERTED)))
            done.append((INSERTED, _joined(step for step in group if step[0] != DELETED)))
    return [step for step in done if step[1]]


def _joined(steps):
    return [token for _, tokens in steps for token in tokens]


def _is_crumb(tokens):
    """Whether it is white space or a mark: kept alone, it makes a change harder to read."""
    return len(tokens) <= 2 and not any(text == "\n" or text[0].isalnum() for text, _ in tokens)


def _runs(tokens):
    grouped = groupby(tokens, key=lambda token: token[1])
    return tuple(Run("".join(text for text, _ in group), looks) for looks, group in grouped)
