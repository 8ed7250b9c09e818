"""The library of pictures at the desk."""

from articles.admin.library.desk import PictureAdmin

__all__ = ["PictureAdmin"]
