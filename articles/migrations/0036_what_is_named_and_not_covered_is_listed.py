"""What published articles name and don't cover is listed; triggers note what is to be read for it, whoever writes.

Nothing is read here: the worker begins with all articles, in small batches.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = r"""
-- A plan that was made for an empty table, and is kept, would read a full one from end to end for each article.
CREATE FUNCTION public.articles_articles_are_unread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.articles_unread (article_id) SELECT id FROM written WHERE stage = 'published' ORDER BY id;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_articles_are_unread AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION public.articles_articles_are_unread();

CREATE FUNCTION public.articles_article_is_unread() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF NEW.stage <> 'published' THEN
        DELETE FROM public.articles_uncovered WHERE article_id = NEW.id;
        RETURN NULL;
    END IF;
    UPDATE public.articles_uncovered SET published_at = NEW.published_at
     WHERE article_id = NEW.id AND published_at <> NEW.published_at;
    IF (OLD.stage, OLD.live_revision_id) IS DISTINCT FROM (NEW.stage, NEW.live_revision_id) THEN
        INSERT INTO public.articles_unread (article_id) VALUES (NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_article_is_unread AFTER UPDATE OF stage, live_revision_id, published_at ON articles_article
    FOR EACH ROW WHEN (
        (OLD.stage, OLD.live_revision_id, OLD.published_at)
        IS DISTINCT FROM (NEW.stage, NEW.live_revision_id, NEW.published_at)
    ) EXECUTE FUNCTION public.articles_article_is_unread();

-- What settles one of several shows of a title settles the place for all of them: so the article is read again.
CREATE FUNCTION public.articles_shows_are_settled() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        DELETE FROM public.articles_uncovered AS listed USING changed
         WHERE listed.article_id = changed.article_id AND listed.show_id = changed.show_id;
    END IF;
    -- Of what more is covered only that which is listed still is read: an import covers much and lists nothing.
    INSERT INTO public.articles_unread (article_id)
    SELECT id FROM public.articles_article
     WHERE stage = 'published' AND id IN (SELECT article_id FROM changed)
       AND (TG_OP = 'DELETE' OR TG_TABLE_NAME <> 'articles_coverage'
            OR id IN (SELECT article_id FROM public.articles_uncovered))
     ORDER BY id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.articles_show_is_another() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM public.articles_uncovered WHERE article_id = NEW.article_id AND show_id = NEW.show_id;
    INSERT INTO public.articles_unread (article_id)
    SELECT id FROM public.articles_article WHERE stage = 'published' AND id = NEW.article_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.articles_name_is_unread() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text[] := (
        SELECT array_agg(name) FROM (
            SELECT to_jsonb(OLD) ->> TG_ARGV[0] UNION ALL SELECT jsonb_array_elements_text(to_jsonb(OLD) -> 'also_known_as')
        ) AS said (name)
    );
    since text[] := (
        SELECT array_agg(name) FROM (
            SELECT to_jsonb(NEW) ->> TG_ARGV[0] UNION ALL SELECT jsonb_array_elements_text(to_jsonb(NEW) -> 'also_known_as')
        ) AS said (name)
    );
BEGIN
    INSERT INTO public.articles_unread (name)
    SELECT name FROM (
        (SELECT unnest(before) EXCEPT SELECT unnest(since)) UNION (SELECT unnest(since) EXCEPT SELECT unnest(before))
    ) AS changed (name) WHERE name <> '';
    RETURN NULL;
END $$;
"""
SETTLED_BY = ("articles_coverage", "articles_notabout")
NAMED_BY = {"shows_show": "title", "shows_network": "name", "shows_person": "name"}
OTHERS = {"shows_show": ", also_known_as", "shows_network": ", also_known_as", "shows_person": ""}
FORWARD += "".join(
    f"""
CREATE TRIGGER {table}_settles AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION public.articles_shows_are_settled();
CREATE TRIGGER {table}_unsettles AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION public.articles_shows_are_settled();
CREATE TRIGGER {table}_settles_another AFTER UPDATE OF show_id ON {table}
    FOR EACH ROW WHEN (OLD.show_id <> NEW.show_id) EXECUTE FUNCTION public.articles_show_is_another();
"""
    for table in SETTLED_BY
)
FORWARD += "".join(
    f"""
CREATE TRIGGER {table}_name_is_unread AFTER INSERT OR DELETE OR UPDATE OF {name}{OTHERS[table]} ON {table}
    FOR EACH ROW EXECUTE FUNCTION public.articles_name_is_unread('{name}');
"""
    for table, name in NAMED_BY.items()
)
# Where articles were published before.
FORWARD += """
INSERT INTO articles_unread (after) SELECT 0 WHERE EXISTS (SELECT FROM articles_article WHERE stage = 'published');
"""
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_name_is_unread ON {table};\n" for table in NAMED_BY)
    + "".join(
        f"DROP TRIGGER {table}_{what} ON {table};\n"
        for table in SETTLED_BY
        for what in ("settles", "unsettles", "settles_another")
    )
    + """
DROP TRIGGER articles_article_is_unread ON articles_article;
DROP TRIGGER articles_articles_are_unread ON articles_article;
DROP FUNCTION public.articles_name_is_unread();
DROP FUNCTION public.articles_show_is_another();
DROP FUNCTION public.articles_shows_are_settled();
DROP FUNCTION public.articles_article_is_unread();
DROP FUNCTION public.articles_articles_are_unread();
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0035_reports_are_scheduled"),
        ("shows", "0014_the_newest_undecided_are_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="Uncovered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "season",
                    models.PositiveSmallIntegerField(
                        help_text="The only one that headline, dek or heading says.", null=True
                    ),
                ),
                ("published_at", models.DateTimeField(help_text="The article's.")),
                (
                    "where",
                    models.CharField(
                        choices=[("headline", "headline"), ("dek", "dek"), ("heading", "heading"), ("body", "text")],
                        help_text="Where it is named first.",
                        max_length=8,
                    ),
                ),
                ("before", models.TextField(blank=True)),
                ("words", models.TextField(help_text="By which it is named.")),
                ("after", models.TextField(blank=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uncovered",
                        to="articles.article",
                    ),
                ),
                (
                    "show",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uncovered",
                        to="shows.show",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "uncovered",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["-published_at", "-id"], name="articles_uncovered_newest"),
                    models.Index(fields=["where", "-published_at", "-id"], name="articles_uncovered_by_place"),
                    models.Index(fields=["show", "-published_at", "-id"], name="articles_uncovered_of_show"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "show"),
                        name="articles_uncovered_is_listed_once",
                        violation_error_message="That the article names it is listed already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.TextField(
                        blank=True, db_default="", help_text="That somebody or something has now, or had."
                    ),
                ),
                (
                    "after",
                    models.PositiveBigIntegerField(help_text="The articles above this key, all of them.", null=True),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "unread",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after", None), ("article__isnull", False), ("name", "")),
                            models.Q(("after", None), ("article", None), models.Q(("name", ""), _negated=True)),
                            models.Q(("after__isnull", False), ("article", None), ("name", "")),
                            _connector="OR",
                        ),
                        name="articles_unread_is_one_thing",
                        violation_error_message="It is an article, a name, or all articles after one.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
