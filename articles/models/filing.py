"""Where an article is filed, and under whose name."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from newsroom.lib.addresses import AddressedQuerySet, FormerSlug
from newsroom.lib.slugs import MAX_LENGTH, path_of

USER = settings.AUTH_USER_MODEL
MOST_LINKS = 5
ONLY_HTTPS = URLValidator(schemes=["https"], message="A link begins with https:// and leads to a page.")


class SectionQuerySet(AddressedQuerySet):
    def with_articles(self):
        """Those in which readers find something."""
        articles = self.model.articles.rel.related_model.objects.published()
        return self.filter(Exists(articles.filter(section=OuterRef("pk"))))


class Section(models.Model):
    """Where an article is filed."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    editors = models.ManyToManyField(
        USER,
        related_name="+",
        blank=True,
        help_text="Who is told of what happens to its articles: handed in, held, overtaken by news.",
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("articles:section", self.slug)


class FormerSectionSlug(FormerSlug):
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="former_slugs")


class Topic(models.Model):
    """What an article is about, beside the shows that it covers."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("articles:topic", self.slug)


class FormerTopicSlug(FormerSlug):
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="former_slugs")


class AuthorQuerySet(AddressedQuerySet):
    def with_articles(self):
        """Those of whom readers know: something is public under their name."""
        bylines = self.model.bylines.rel.related_model.objects.filter(author=OuterRef("pk"))
        return self.filter(Exists(bylines.filter(article__stage="published")))

    def of(self, account):
        """The byline under which ``account`` writes, if it has one."""
        return self.filter(account=account, is_active=True)


class Author(models.Model):
    """A byline as readers see it: a person or a desk; apart from the accounts that sign in.

    An account that is switched off or goes leaves its byline as it is.
    """

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    account = models.OneToOneField(
        USER,
        on_delete=models.SET_NULL,
        related_name="byline",
        null=True,
        blank=True,
        help_text="Whose byline it is: what this account begins is signed with it.",
        error_messages={"unique": "This account has a byline already."},
    )
    role = models.CharField(
        max_length=100, blank=True, db_default="", help_text="In a word or two, such as Television critic."
    )
    biography = models.CharField(
        max_length=1000, blank=True, db_default="", help_text="A sentence or two, as plain text."
    )
    email = models.EmailField(
        "public e-mail", blank=True, db_default="", help_text="For readers; not that of the account."
    )
    links = ArrayField(
        models.URLField(max_length=300, validators=[ONLY_HTTPS]),
        default=list,
        blank=True,
        help_text="Pages elsewhere, one a line. They begin with https://.",
    )
    is_active = models.BooleanField(
        "active", default=True, db_default=True, help_text="Offered for articles. What it signed keeps it in any case."
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="articles_author_has_few_links",
                condition=Q(links__len__lte=MOST_LINKS) | Q(links=[]),
                violation_error_message=f"{MOST_LINKS} links at most.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("articles:author", self.slug)


class FormerAuthorSlug(FormerSlug):
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="former_slugs")
