"""The desk: its accounts, and what only the whole of it can do."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from articles.admin import PublicName
from newsroom import handover, sessions
from newsroom.lib.began import BeganWith
from newsroom.lib.desk import ModelAdmin
from newsroom.models import User
from shows.models import Network, Show

# What allauth keeps is seen and changed on pages of our own.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


WRITES = "articles.change_article"
_HANDS_OVER_FIRST = "“{}” has work in hand, and could not go on with it: hand it over first, by “Hand over…” above."

ACCOUNT = [
    (None, {"fields": ("username", "password")}),
    ("Person", {"fields": ("first_name", "last_name", "email")}),
    ("Role", {"fields": ("active", "is_staff", "groups")}),
]
EVERYTHING = [
    (title, {**said, "fields": tuple("active" if name == "is_active" else name for name in said["fields"])})
    for title, said in DjangoUserAdmin.fieldsets
]


class WhetherThereIsAPassword(ReadOnlyPasswordHashWidget):
    """How it is kept is nothing to whoever manages people."""

    def render(self, name, value, attrs=None, renderer=None):
        there = "A password is set." if value and is_password_usable(value) else "No password is set."
        button = self.get_context(name, value, attrs)["button_label"]
        link = '{} <a class="text-primary-600 underline dark:text-primary-500" href="../password/">{}</a>'
        return format_html(link, there, button)


class AccountForm(UserChangeForm, BeganWith):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = WhetherThereIsAPassword()

    def clean(self):
        cleaned = super().clean()
        work = handover.Work.of(self.instance, at=timezone.now()) if self._stops_writing(cleaned) else None
        if work:
            field = "is_staff" if "is_staff" in self.changed_data else "groups"
            self.add_error(field if field in self.fields else None, _HANDS_OVER_FIRST.format(self.instance))
        return cleaned

    def _stops_writing(self, cleaned):
        # Nobody gives it an article meanwhile: that asks for the same row.
        account = User.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        if not (account.is_staff and account.is_active and account.has_perm(WRITES)):
            return False
        groups = cleaned.get("groups", account.groups.all())
        own = cleaned.get("user_permissions", account.user_permissions.select_related("content_type"))
        writes = cleaned.get("is_superuser", account.is_superuser) or WRITES in _names(own).union(*map(_may, groups))
        return not (cleaned.get("is_staff", account.is_staff) and writes)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = AccountForm
    add_form = UserCreationForm
    fieldsets = EVERYTHING
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    filter_horizontal = ["user_permissions"]
    actions_detail = ["how_it_signs_in", "hand_over", "deactivate", "reactivate"]

    @action(description="Sessions and second factors", permissions=["sign_in"], url_path="how-it-signs-in")
    def how_it_signs_in(self, request, object_id):
        return redirect("desk:account", object_id)

    @action(description="Hand over…", permissions=["sign_in"], url_path="hand-over")
    def hand_over(self, request, object_id):
        return redirect("desk:hand_over", object_id)

    @action(description="Deactivate…", permissions=["deactivate"], url_path="deactivate")
    def deactivate(self, request, object_id):
        return redirect("desk:deactivate", object_id)

    @action(description="Reactivate…", permissions=["reactivate"], url_path="reactivate")
    def reactivate(self, request, object_id):
        return redirect("desk:reactivate", object_id)

    def has_deactivate_permission(self, request, object_id=None):
        return self._may_switch(request, object_id, is_active=True)

    def has_reactivate_permission(self, request, object_id=None):
        return self._may_switch(request, object_id, is_active=False)

    def _may_switch(self, request, object_id, *, is_active):
        if not request.user.has_perm("newsroom.change_user"):
            return False
        return object_id is None or User.objects.filter(pk=object_id, is_active=is_active).exists()

    def has_sign_in_permission(self, request, object_id=None):
        # By its name, Unfold would look for the permission before the tables are made.
        return request.user.has_perm("newsroom.change_user")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and not obj.is_staff:
            sessions.end_all(obj, at=timezone.now())

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Roles")
    def roles(self, account):
        return ", ".join(group.name for group in account.groups.all())

    def get_readonly_fields(self, request, obj=None):
        # It is switched off by an act, which asks who takes over.
        return ["active", *super().get_readonly_fields(request, obj)]

    @admin.display(description="Active", boolean=True)
    def active(self, account):
        return account.is_active

    def get_fieldsets(self, request, obj=None):
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        # Who manages people gives them roles, and nobody more than that.
        return ACCOUNT

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
            if not request.user.is_superuser:
                kwargs["queryset"] = Group.objects.filter(pk__in=_groups_to_give(request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)


def _may_touch(user, account):
    """Nobody takes over an account that may do more than his or her own."""
    if account is None or user.is_superuser:
        return True
    # One that is switched off may do nothing now; switched on again, it may.
    own, groups = account.user_permissions.select_related("content_type"), account.groups.all()
    may = _names(own).union(*map(_may, groups.prefetch_related("permissions__content_type")))
    return not account.is_superuser and may <= user.get_all_permissions()


def _groups_to_give(user):
    """The groups of which ``user`` may do everything that they may do."""
    own = user.get_all_permissions()
    return [group.pk for group in Group.objects.prefetch_related("permissions__content_type") if _may(group) <= own]


def _may(group):
    return _names(group.permissions.all())


def _names(permissions):
    return {f"{one.content_type.app_label}.{one.codename}" for one in permissions}


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(ModelAdmin, ProcrastinateJobAdmin):
    """What the worker does, for whoever runs it; in the look of the desk."""


def move_the_clock_for(model):
    desk = type(admin.site.get_model_admin(model))
    admin.site.unregister(model)
    admin.site.register(model, type(desk.__name__, (PublicName, desk), {}))


# Their own app stands below the articles and cannot know of the clock.
for model in (Show, Network):
    move_the_clock_for(model)
