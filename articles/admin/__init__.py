"""The articles' part of the desk."""

from articles.admin.articles import ArticleAdmin
from articles.admin.authors import AuthorAdmin
from articles.admin.filing import PublicName
from articles.admin.library import PictureAdmin

__all__ = ["ArticleAdmin", "AuthorAdmin", "PictureAdmin", "PublicName"]
