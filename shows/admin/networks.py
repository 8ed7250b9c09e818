"""Networks and people."""

from django.contrib import admin
from django.db.models import Q, Value
from django.shortcuts import redirect
from unfold.decorators import action

from newsroom.lib.desk import ModelAdmin
from newsroom.lib.text import one_line
from shows.admin.names import NamedForm, NamesField, NameWidget
from shows.models import Fold, Network, Person


class NetworkForm(NamedForm):
    names = ("name", "also_known_as")
    also_known_as = NamesField(
        label="Also known as",
        longest=100,
        help_text="Its other names, former ones included, one a line: HBO Max was Max. A new name is no move.",
    )

    class Meta:
        widgets = {"name": NameWidget}

    def clean(self):
        cleaned = super().clean()
        self.refuse_same(Network.objects.alias(same=Fold("name")).filter(same=Fold(Value(cleaned.get("name", "")))))
        return cleaned


class PersonForm(NamedForm):
    names = ("name",)

    class Meta:
        widgets = {"name": NameWidget}


class Mergeable:
    """What may have been entered twice."""

    actions_detail = ["merge"]

    @action(description="Merge…", permissions=["merge"], url_path="merge")
    def merge(self, request, object_id):
        return redirect(f"desk:merge_{self.opts.model_name}", object_id)

    def has_merge_permission(self, request, object_id=None):
        return request.user.has_perm("shows.merge_show")


@admin.register(Network)
class NetworkAdmin(Mergeable, ModelAdmin):
    form = NetworkForm
    list_display = ["name", "kind", "other_names"]
    list_filter = ["kind"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(one_line(search_term)), False

    @admin.display(description="Also known as")
    def other_names(self, network):
        return ", ".join(network.also_known_as)


@admin.register(Person)
class PersonAdmin(Mergeable, ModelAdmin):
    form = PersonForm
    list_display = ["name", "slug"]
    search_fields = ["search_name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_search_results(self, request, queryset, search_term):
        said = Q()
        for word in one_line(search_term).split():
            said &= Q(search_name__contains=Fold(Value(word)))
        return queryset.filter(said), False
