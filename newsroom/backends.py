"""Who can sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q

from newsroom.models import User
from newsroom.roles import DEMO_ACCOUNTS


class Accounts(ModelBackend):
    """Accounts with their password; those of the demo, whose passwords everybody knows, only with DEBUG on.

    Every page of the desk asks who is there and what they may: one query each.
    """

    def user_can_authenticate(self, user):
        # Also asked for whoever is signed in already, so that a session ends with DEBUG.
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_of_the_demo(user))

    def get_user(self, user_id):
        demo = Group.objects.filter(user=OuterRef("pk"), name=DEMO_ACCOUNTS)
        user = User.objects.annotate(is_of_the_demo=Exists(demo)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            own = Q(pk__in=user_obj.user_permissions.order_by().values("pk"))
            of_groups = Q(pk__in=Group.permissions.through.objects.filter(group__user=user_obj).values("permission"))
            found = Permission.objects.filter(own | of_groups).order_by()
            names = found.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        return user_obj._perm_cache


def is_of_the_demo(user):
    if hasattr(user, "is_of_the_demo"):
        return user.is_of_the_demo
    return user.groups.filter(name=DEMO_ACCOUNTS).exists()
