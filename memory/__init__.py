"""memory knows sentences: documents become segments, segments become pairs; it remembers, recalls and forgets them."""

from memory.align import Bead, align
from memory.concordance import Line
from memory.documents import Document, Dropped, Paragraph, read
from memory.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Unavailable
from memory.quality import doubts
from memory.recall import Memory, Remembered
from memory.sentences import sentences
from memory.units import Context, Match, Origin, Unit, unit_id

__all__ = [
    "Bead",
    "Conflict",
    "Context",
    "Document",
    "Dropped",
    "Forbidden",
    "Invalid",
    "Line",
    "Match",
    "Memory",
    "NotFound",
    "Origin",
    "Paragraph",
    "Problem",
    "Remembered",
    "Unavailable",
    "Unit",
    "align",
    "doubts",
    "read",
    "sentences",
    "unit_id",
]
