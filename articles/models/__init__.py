"""What we said: articles, their text, what they cover, and the log of public acts."""

from articles.models.article import LATEST_FIRST, Article, Byline, FormerArticleSlug, Stage
from articles.models.audit import AuditEntry
from articles.models.comments import Comment
from articles.models.copies import KeptText, Presence, WorkingCopy
from articles.models.coverage import Coverage, Reliance
from articles.models.filing import (
    Author,
    FormerAuthorSlug,
    FormerSectionSlug,
    FormerTopicSlug,
    Section,
    Topic,
)
from articles.models.findable import Findable
from articles.models.not_about import NotAbout
from articles.models.occasions import Occasion
from articles.models.outcomes import Outcome, Undecided, UndecidedOf
from articles.models.picture_log import PictureAct, PictureEntry
from articles.models.pictures import Picture, PictureUse, PictureVersion
from articles.models.previews import PreviewLink
from articles.models.publication import Correction, Exemption, FeedClock, Publication
from articles.models.reports import Report
from articles.models.revision import Revision
from articles.models.sealing import Sealing
from articles.models.uncovered import Uncovered, Unread
from articles.models.updates import ScheduledUpdate

__all__ = [
    "LATEST_FIRST",
    "Article",
    "AuditEntry",
    "Author",
    "Byline",
    "Comment",
    "Correction",
    "Coverage",
    "Exemption",
    "FeedClock",
    "Findable",
    "FormerArticleSlug",
    "FormerAuthorSlug",
    "FormerSectionSlug",
    "FormerTopicSlug",
    "KeptText",
    "NotAbout",
    "Occasion",
    "Outcome",
    "Picture",
    "PictureAct",
    "PictureEntry",
    "PictureUse",
    "PictureVersion",
    "Presence",
    "PreviewLink",
    "Publication",
    "Reliance",
    "Report",
    "Revision",
    "ScheduledUpdate",
    "Sealing",
    "Section",
    "Stage",
    "Topic",
    "Uncovered",
    "Undecided",
    "UndecidedOf",
    "Unread",
    "WorkingCopy",
]
