"""The way from the page of what may have been entered twice to where it is merged."""

from django.shortcuts import redirect
from unfold.decorators import action


class Mergeable:
    """What may have been entered twice."""

    actions_detail = ["merge"]

    @action(description="Merge…", permissions=["merge"], url_path="merge")
    def merge(self, request, object_id):
        return redirect(f"desk:merge_{self.opts.model_name}", object_id)

    def has_merge_permission(self, request, object_id=None):
        return request.user.has_perm("shows.merge_show")
