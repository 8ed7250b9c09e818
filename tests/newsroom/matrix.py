"""Who may do what at the desk: the one table, from which the tests ask every page and act, and the guide tells it.

A page that is asked for (``gets``) and one that is sent something (``posts``)
are named as Django names their addresses, an act as the articles' desk names it.
"""

from dataclasses import dataclass

from newsroom import roles

# Each who, and all those below: ``OWN`` is for reporters what they work on, for editors everything.
STAFF, REPORTER, OWN, EDITOR, MANAGING_EDITOR, NOBODY = (
    "staff",
    "reporter",
    "own",
    "editor",
    "managing editor",
    "nobody",
)
RANK = {None: 0, roles.REPORTERS: 1, roles.EDITORS: 2, roles.MANAGING_EDITORS: 3}
NEEDED = {STAFF: 0, REPORTER: 1, OWN: 1, EDITOR: 2, MANAGING_EDITOR: 3, NOBODY: 4}


@dataclass(frozen=True)
class Row:
    """``words`` are those of the guide; without any it isn't told there."""

    words: str
    who: str
    gets: tuple = ()
    posts: tuple = ()
    acts: tuple = ()

    def allows(self, role, *, own=True):
        """Whether it is for somebody of ``role``, or of none; ``own`` says whether it is about what is theirs."""
        if self.who == OWN and role == roles.REPORTERS:
            return own
        return RANK[role] >= NEEDED[self.who]

    @property
    def cells(self):
        """What the guide says of reporters, editors and managing editors."""
        said = {True: "yes", False: ""}
        marks = [said[self.allows(role)] for role in (roles.REPORTERS, roles.EDITORS, roles.MANAGING_EDITORS)]
        return ["own", *marks[1:]] if self.who == OWN else marks


def article(*names):
    return tuple(f"admin:articles_article_{name}" for name in names)


def model(app_and_name, *names):
    return tuple(f"admin:{app_and_name}_{name}" for name in names)


def each(*names, of):
    return tuple(page for one in of for page in model(one, *names))


KEPT = ("shows_show", "shows_season", "shows_network", "shows_person", "shows_credit")
MERGED = tuple(f"desk:merge_{one}" for one in ("show", "season", "network", "person"))
READ = ("changelist", "change", "history")
ASIDE = ("articles_section", "articles_topic", "articles_author", "articles_picture")

ROWS = (
    Row(
        "",
        STAFF,
        gets=(
            *("admin:index", "desk:palette", "desk:byline", "desk:told", "admin:search", "admin:jsi18n"),
            *("admin:password_change_done",),
        ),
        posts=("desk:told",),
    ),
    Row(
        "read articles, with their history, comments and log, and preview them",
        REPORTER,
        gets=(
            *article("changelist", "change", "audit", "comments", "revisions", "revision", "difference"),
            *article("preview", "preview_page", "card", "as_of"),
            *("desk:on_site", "admin:app_list", "desk:stale", "desk:stale_export"),
        ),
    ),
    Row(
        "keep views of the stale desk",
        REPORTER,
        gets=("desk:stale_views",),
        posts=("desk:stale_views",),
    ),
    Row("comment on an article, and resolve comments", REPORTER, posts=article("comments")),
    Row(
        "begin an article",
        REPORTER,
        gets=article("add", "card_new"),
        posts=article("add", "keep_new", "preview_new", "preview_new_page", "reading_new"),
    ),
    Row(
        "change an article and hand it in; make preview links to it",
        OWN,
        gets=(*article("preview_links"), "desk:reports"),
        posts=(*article("change", "restore", "preview", "preview_page", "preview_links", "reading"), "desk:reports"),
        acts=("submit",),
    ),
    Row("be kept what one types, and be seen to type it", REPORTER, posts=article("keep")),
    Row(
        "send back, approve, publish, schedule, publish changes and corrections",
        EDITOR,
        acts=(
            *("approve", "send_back", "publish", "schedule", "unschedule"),
            *("update", "schedule_update", "cancel_update"),
        ),
    ),
    Row(
        "work the stale desk: say that an article is still right, link its follow-up",
        EDITOR,
        gets=("desk:taken", "desk:settled"),
        posts=("desk:stale_decide",),
        acts=("review", "follow_up"),
    ),
    Row(
        "give articles to people, and commission them",
        EDITOR,
        gets=article("commission"),
        posts=article("commission"),
        acts=("assign",),
    ),
    Row(
        "see which shows published articles name and do not cover, and settle it",
        EDITOR,
        gets=("desk:named",),
        posts=("desk:named",),
    ),
    Row("revoke the preview links of others", EDITOR, posts=article("preview_revoke")),
    Row(
        "withdraw and restore, redate, exempt from notices",
        MANAGING_EDITOR,
        acts=("withdraw", "restore", "redate", "exempt", "lift"),
    ),
    Row(
        "withdraw for legal reasons, and restore it by two",
        MANAGING_EDITOR,
        acts=("seal", "ask_restoration", "take_back", "confirm_restoration"),
    ),
    Row(
        "look into the library, and choose from it",
        REPORTER,
        gets=(
            *each(*READ, of=["articles_picture"]),
            *model("articles_picture", "choose", "file", "old_file", "deleted"),
        ),
    ),
    Row(
        "upload pictures",
        REPORTER,
        gets=model("articles_picture", "add"),
        posts=model("articles_picture", "add"),
    ),
    Row("describe a picture that one uploaded", OWN, posts=model("articles_picture", "change")),
    Row(
        "replace pictures, say what their rights are, delete what was never used",
        EDITOR,
        gets=model("articles_picture", "replace", "delete"),
        posts=model("articles_picture", "replace", "delete"),
    ),
    Row("read bylines, sections and topics", REPORTER, gets=each(*READ, of=[*ASIDE[:3]])),
    Row("change one’s own biography", OWN, posts=model("articles_author", "change")),
    Row(
        "make and change bylines and topics",
        EDITOR,
        gets=(*model("articles_author", "add"), *model("articles_topic", "add")),
        posts=(*model("articles_author", "add"), *model("articles_topic", "add", "change")),
    ),
    Row(
        "make and change sections",
        MANAGING_EDITOR,
        gets=model("articles_section", "add"),
        posts=model("articles_section", "add", "change"),
    ),
    Row(
        "read shows and ledger",
        REPORTER,
        gets=(
            *each(*READ, of=[*KEPT, "shows_statusentry"]),
            *("desk:ledger", "desk:as_of", "desk:export_shows", "desk:export_seasons", "desk:export_ledger"),
        ),
    ),
    Row(
        "enter and change shows, seasons, networks, people, credits",
        EDITOR,
        gets=(
            *each("add", of=KEPT),
            *model("shows_credit", "delete"),
            *(f"desk:twins_of_{one}" for one in ("show", "network", "person")),
        ),
        posts=(*each("add", "change", of=KEPT), *model("shows_credit", "delete")),
    ),
    Row(
        "record a status change; see what is to be sourced",
        EDITOR,
        gets=("desk:find_show", "desk:record", "desk:premiered", "desk:premiered_at_once", "desk:sources"),
        posts=("desk:record", "desk:premiered", "desk:premiered_at_once"),
    ),
    Row(
        "import tables of shows, seasons and entries",
        EDITOR,
        gets=("desk:import", "desk:import_preview"),
        posts=("desk:import", "desk:import_preview"),
    ),
    Row(
        "correct the ledger",
        MANAGING_EDITOR,
        gets=("desk:correct", "desk:deny"),
        posts=("desk:correct", "desk:deny"),
    ),
    Row(
        "merge shows, seasons, networks or people that were entered twice",
        MANAGING_EDITOR,
        gets=MERGED,
        posts=MERGED,
    ),
    Row(
        "see what could not be sent to people, and send it again",
        MANAGING_EDITOR,
        gets=("desk:unsent",),
        posts=("desk:unsent",),
    ),
    Row(
        "manage accounts, their roles and sessions; deactivate them",
        MANAGING_EDITOR,
        gets=(
            *each(*READ, "add", of=["newsroom_user"]),
            *("admin:auth_user_password_change", "desk:account", "desk:hand_over", "desk:deactivate"),
            *("desk:reactivate", "admin:auth_group_changelist", "admin:auth_group_change", "admin:auth_group_history"),
        ),
        posts=(
            *model("newsroom_user", "add", "change"),
            *("admin:auth_user_password_change", "desk:account", "desk:hand_over", "desk:deactivate"),
            "desk:reactivate",
        ),
    ),
    # Nothing of it is for any of the roles: what was said stays on record, and machinery is for whoever runs it.
    Row(
        "",
        NOBODY,
        gets=(
            *article("delete"),
            *each("add", "delete", of=["shows_statusentry", "auth_group"]),
            *each("delete", of=[*KEPT[:4], *ASIDE[:3], "newsroom_user"]),
            *each(*READ, "add", "delete", of=["procrastinate_procrastinatejob"]),
        ),
        posts=(
            *article("delete"),
            *each("add", "change", "delete", of=["shows_statusentry", "auth_group"]),
            *each("delete", of=[*KEPT[:4], *ASIDE[:3], "newsroom_user"]),
        ),
    ),
)

# Acts stand in the table by their own names. Text that is not saved is for its author alone, the admin's history of an
# article leads to its log, a choice is asked for what it is of, and what Unfold names beside our pages leads to them.
TESTED_ELSEWHERE = {
    *article("act", "unsaved", "unsaved_new", "discard", "discard_new", "history"),
    *("desk:autocomplete", "admin:autocomplete", "admin:view_on_site"),
    *("admin:login", "admin:logout", "admin:password_change"),
    *each("merge", of=["shows_show", "shows_season", "shows_network", "shows_person"]),
    *model("newsroom_user", "how_it_signs_in", "hand_over", "deactivate", "reactivate"),
}
