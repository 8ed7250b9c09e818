"""The words that are public are kept as they are searched, by triggers: whoever publishes or withdraws, and in the same commit."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models, transaction

BATCH = 5_000  # articles at a time, each batch a transaction

# A text of 200,000 characters fits into what PostgreSQL searches, whatever its words are; a longer one would be refused.
# Tags and entities are no words to its parser.
FORWARD = r"""
-- Rows stay small, and what fits a common word is counted without reading the words of each.
ALTER TABLE articles_findable ALTER words SET STORAGE EXTERNAL, SET (toast_tuple_target = 256);

CREATE FUNCTION public.articles_title_vector(headline text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT to_tsvector('pg_catalog.english', public.newsroom_fold(headline))
              || to_tsvector('pg_catalog.simple', public.newsroom_fold(headline)) $$;

CREATE FUNCTION public.articles_words_vector(headline text, dek text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT setweight(to_tsvector('pg_catalog.english', public.newsroom_fold(headline)), 'A')
              || setweight(to_tsvector('pg_catalog.english', public.newsroom_fold(dek)), 'B')
              || setweight(to_tsvector('pg_catalog.english', public.newsroom_fold(left(body, 200000))), 'D') $$;

-- A plan that was made for an empty table, and is kept, would read a full one from end to end for each article.
CREATE FUNCTION public.articles_article_is_findable() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF NEW.stage = 'published' THEN
        INSERT INTO public.articles_findable (article_id, published_at, title, words)
        SELECT NEW.id, NEW.published_at, public.articles_title_vector(headline),
               public.articles_words_vector(headline, dek, body)
          FROM public.articles_revision WHERE id = NEW.live_revision_id
        ON CONFLICT (article_id) DO UPDATE
           SET published_at = EXCLUDED.published_at, title = EXCLUDED.title, words = EXCLUDED.words;
    ELSE
        DELETE FROM public.articles_findable WHERE article_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_article_is_findable AFTER UPDATE OF stage, live_revision_id, published_at ON articles_article
    FOR EACH ROW WHEN (
        (OLD.stage, OLD.live_revision_id, OLD.published_at)
        IS DISTINCT FROM (NEW.stage, NEW.live_revision_id, NEW.published_at)
    ) EXECUTE FUNCTION public.articles_article_is_findable();

-- Many articles at once are written with their dates first, and their words after.
CREATE FUNCTION public.articles_revision_is_findable() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    INSERT INTO public.articles_findable (article_id, published_at, title, words)
    SELECT article.id, article.published_at, public.articles_title_vector(written.headline),
           public.articles_words_vector(written.headline, written.dek, written.body)
      FROM written JOIN public.articles_article AS article
        ON article.id = written.article_id AND article.live_revision_id = written.id
     WHERE article.stage = 'published'
    ON CONFLICT (article_id) DO UPDATE
       SET published_at = EXCLUDED.published_at, title = EXCLUDED.title, words = EXCLUDED.words;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_revision_is_findable AFTER INSERT ON articles_revision
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION public.articles_revision_is_findable();
"""

BACKWARD = """
DROP TRIGGER articles_revision_is_findable ON articles_revision;
DROP TRIGGER articles_article_is_findable ON articles_article;
DROP FUNCTION public.articles_revision_is_findable();
DROP FUNCTION public.articles_article_is_findable();
DROP FUNCTION public.articles_words_vector(text, text, text);
DROP FUNCTION public.articles_title_vector(text);
"""

# Whoever withdraws one of them meanwhile waits for the batch, or the batch for whoever came first.
FOUND = """
INSERT INTO articles_findable (article_id, published_at, title, words)
SELECT article.id, article.published_at, public.articles_title_vector(revision.headline),
       public.articles_words_vector(revision.headline, revision.dek, revision.body)
  FROM (SELECT id, published_at, live_revision_id FROM articles_article
         WHERE stage = 'published' AND id BETWEEN %s AND %s ORDER BY id FOR SHARE) AS article
  JOIN articles_revision AS revision ON revision.id = article.live_revision_id
ON CONFLICT (article_id) DO NOTHING
"""


def find_all(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM articles_article")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH):
            with transaction.atomic():
                cursor.execute(FOUND, [begin, begin + BATCH - 1])


class Migration(migrations.Migration):
    # Articles are published and withdrawn while it runs.
    atomic = False

    dependencies = [("articles", "0024_corrections_are_listed"), ("shows", "0009_names_are_found")]

    operations = [
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="findable",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "title",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="The headline; its little words as well, for who asks for nothing else."
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(help_text="Headline (A), dek (B) and body (D)."),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(find_all, migrations.RunPython.noop),
        AddIndexConcurrently(
            "findable",
            django.contrib.postgres.indexes.GinIndex(fields=["title"], name="articles_findable_by_title"),
        ),
        AddIndexConcurrently(
            "findable",
            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="articles_findable_by_words"),
        ),
    ]
