"""The way around the desk: by work, and only to what somebody may see."""

from django.urls import reverse
from unfold.dataclasses import SearchResult

from articles.admin import lists
from articles.models import Article
from newsroom.desk.stale import MOST, waiting_for
from shows.models import Show

FOUND = 12
RECORDED = 3  # shows of which a change of status is offered
STALE = "Stale desk"

# Each group: its title, and its links as title, icon, name of the address, what one must be allowed.
GROUPS = (
    (
        "Articles",
        (
            ("Articles", "article", "admin:articles_article_changelist", "articles.view_article"),
            (STALE, "update", "desk:stale", "articles.view_article"),
            ("Named, not covered", "playlist_add", "desk:named", "articles.edit_any_article"),
            ("Pictures", "image", "admin:articles_picture_changelist", "articles.view_picture"),
            ("Sections", "folder", "admin:articles_section_changelist", "articles.view_section"),
            ("Topics", "tag", "admin:articles_topic_changelist", "articles.view_topic"),
            ("Authors", "edit_square", "admin:articles_author_changelist", "articles.view_author"),
        ),
    ),
    (
        "Shows",
        (
            ("Shows", "tv", "admin:shows_show_changelist", "shows.view_show"),
            ("Networks", "cell_tower", "admin:shows_network_changelist", "shows.view_network"),
            ("People", "theater_comedy", "admin:shows_person_changelist", "shows.view_person"),
        ),
    ),
    (
        "Ledger",
        (
            ("All entries", "history", "admin:shows_statusentry_changelist", "shows.view_statusentry"),
            ("To be sourced", "fact_check", "desk:sources", "shows.record_status"),
            ("Record a status change", "add_circle", "desk:find_show", "shows.record_status"),
        ),
    ),
    (
        "People",
        (
            ("Accounts", "badge", "admin:newsroom_user_changelist", "newsroom.view_user"),
            ("Groups", "groups", "admin:auth_group_changelist", "auth.view_group"),
            ("Could not be sent", "unsubscribe", "desk:unsent", "newsroom.resend_message"),
        ),
    ),
)


def sidebar(request):
    groups = [
        {"title": title, "items": [_link(request, *link[:3]) for link in links if request.user.has_perm(link[3])]}
        for title, links in GROUPS
    ]
    for group in groups:
        for link in group["items"]:
            if link["title"] == STALE and (number := waiting_for(request)):
                link["badge"] = f"{MOST}+" if number > MOST else str(number)
    site = {"title": "View site", "icon": "open_in_new", "link": reverse("front"), "active": False}
    return [group for group in groups if group["items"]] + [{"title": "", "separator": True, "items": [site]}]


def _link(request, title, icon, name):
    link = reverse(name)
    # The acts on a show's ledger stand under the address of the show.
    acts = request.path.endswith(("/record/", "/correct/", "/ledger/", "/to-source/")) and request.path != link
    active = (request.path.endswith("/record/") if name == "desk:find_show" else request.path.startswith(link)) and (
        name == "desk:find_show" or not acts
    )
    return {"title": title, "icon": icon, "link": link, "active": active}


def search(request, word):
    """What the command palette finds: ways by their title, shows by any of their names, articles by their headline."""
    results = [
        SearchResult(link["title"], group["title"] or "Newsroom", link["link"], link["icon"])
        for group in sidebar(request)
        for link in group["items"]
        if word.lower() in link["title"].lower()
    ]
    shows = []
    if request.user.has_perm("shows.view_show"):
        for show in Show.objects.found_by(word).with_status().a_to_z()[:FOUND]:
            link = reverse("admin:shows_show_change", args=[show.pk])
            results.append(SearchResult(show.told_apart, f"Show, {show.status_label.lower()}", link, "tv"))
            shows.append(show)
    if request.user.has_perm("shows.record_status"):
        for show in shows[:RECORDED]:
            link = reverse("desk:record", args=[show.pk])
            results.append(SearchResult(f"Record a status change of {show.told_apart}", "Ledger", link, "add_circle"))
    if request.user.has_perm("articles.view_article"):
        found = lists.search(Article.objects.visible_to(request.user), word).select_related("latest_revision")
        for article in found.newest_first()[:FOUND]:
            link = reverse("admin:articles_article_change", args=[article.pk])
            stage = "held" if article.held_at else article.get_stage_display().lower()
            results.append(SearchResult(str(article), f"Article, {stage}", link, "article"))
    return results
