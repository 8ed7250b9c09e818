"""The articles' part of the desk."""

from articles.admin.articles import ArticleAdmin
from articles.admin.filing import PublicName

__all__ = ["ArticleAdmin", "PublicName"]
