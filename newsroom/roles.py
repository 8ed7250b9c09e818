"""Who may do what: the groups of the newsroom, and the demo's accounts.

A reporter has drafts of his or her own; an editor works on any article and
records statuses; a managing editor also corrects what is on record.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

REPORTERS, EDITORS, MANAGING_EDITORS = "Reporters", "Editors", "Managing editors"
DEMO_ACCOUNTS = "Demo accounts"  # its members can't sign in with DEBUG off

OURS = ("shows", "articles", "newsroom", "auth")
EVERYTHING_OF = ("shows", "articles")

MAY = {
    REPORTERS: {
        *("articles.add_article", "articles.change_article", "articles.add_picture", "articles.change_picture"),
        *("articles.add_coverage", "articles.change_coverage", "articles.delete_coverage"),
        *("articles.add_byline", "articles.change_byline", "articles.delete_byline"),
    },
    EDITORS: {
        *("articles.edit_any_article", "articles.publish_article", "articles.review_article"),
        "articles.assign_article",
        *("articles.add_author", "articles.change_author", "articles.add_topic", "articles.change_topic"),
        *("articles.edit_any_picture", "articles.delete_picture"),
        *("shows.record_status", "newsroom.share_view"),
        *(f"shows.{act}_{model}" for act in ("add", "change") for model in ("show", "season", "network", "person")),
        *("shows.add_credit", "shows.change_credit", "shows.delete_credit"),
    },
    MANAGING_EDITORS: {
        *("shows.correct_ledger", "shows.merge_show"),
        *("articles.withdraw_article", "articles.seal_article", "articles.redate_article", "articles.exempt_article"),
        *("articles.add_section", "articles.change_section"),
        *("newsroom.view_user", "newsroom.add_user", "newsroom.change_user", "auth.view_group"),
        "newsroom.resend_message",
    },
}


def make_groups():
    """Make the groups and give each what it may do; returns them by name.

    Whoever comes later in ``MAY`` may also do what those before may do. What
    somebody has given a group beyond that stays.
    """
    for label in OURS:
        # In a migration they are not made yet.
        create_permissions(apps.get_app_config(label), verbosity=0)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(content_type__app_label__in=OURS).select_related("content_type")
    }
    may = {name for name in permissions if name.split(".")[0] in EVERYTHING_OF and ".view_" in name}
    groups = {}
    for name, more in MAY.items():
        may |= more
        groups[name], _ = Group.objects.get_or_create(name=name)
        groups[name].permissions.add(*(permissions[codename] for codename in may))
    groups[DEMO_ACCOUNTS], _ = Group.objects.get_or_create(name=DEMO_ACCOUNTS)
    return groups
