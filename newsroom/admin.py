"""The desk: its accounts, and what only the whole of it can do."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from articles.admin import PublicName
from newsroom.lib.desk import ModelAdmin
from newsroom.models import User
from shows.models import Network, Show

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_readonly_fields(self, request, obj=None):
        # Who manages people gives them roles, and nobody more than that.
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, "is_superuser", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)


def _may_touch(user, account):
    return account is None or user.is_superuser or not account.is_superuser


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


def move_the_clock_for(model):
    desk = type(admin.site.get_model_admin(model))
    admin.site.unregister(model)
    admin.site.register(model, type(desk.__name__, (PublicName, desk), {}))


# Their own app stands below the articles and cannot know of the clock.
for model in (Show, Network):
    move_the_clock_for(model)
