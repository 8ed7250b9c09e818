"""The articles' part of the desk."""

from articles.admin.articles import ArticleAdmin
from articles.admin.authors import AuthorAdmin
from articles.admin.filing import PublicName

__all__ = ["ArticleAdmin", "AuthorAdmin", "PublicName"]
