"""Networks and people."""

from django.contrib import admin
from django.db.models import Q, Value

from newsroom.lib.desk import ModelAdmin
from newsroom.lib.text import one_line
from shows.admin.merging import Mergeable
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

    def same(self, cleaned):
        return Network.objects.alias(same=Fold("name")).filter(same=Fold(Value(cleaned.get("name", ""))))


class PersonForm(NamedForm):
    names = ("name",)

    class Meta:
        widgets = {"name": NameWidget}


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
