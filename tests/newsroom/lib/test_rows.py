import pytest
from django import forms
from django.contrib import admin

from articles.models import Coverage
from newsroom.lib.rows import Flat, KnownChoiceField, KnownSelect
from shows.models import Show
from tests.pages import parse


class Number(Flat, forms.NumberInput):
    pass


class Line(Flat, forms.TextInput):
    pass


class Switch(Flat, forms.CheckboxInput):
    pass


def said(html):
    element = parse(html).one("select" if "<select" in html else "input")
    return element.attrs, [(option.attrs, option.text) for option in element.all("option")]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (Number({"class": "narrow", "min": 1}), 2),
        (Number(), None),
        (Line({"list": "headings", "disabled": True}), 'A “<b>” & a "quote"'),
        (Line({"required": False}), ""),
        (Switch(), True),
        (Switch({"aria-label": "Mention"}), False),
    ],
)
def test_the_input_of_a_row_says_without_a_template_what_it_would_say_with_one(widget, value):
    templated = forms.Widget.render(widget, "row-0-of", value, {"id": "id_row-0-of"})

    plain = widget.render("row-0-of", value, {"id": "id_row-0-of"})

    assert said(plain) == said(templated)


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("value", [7, None])
def test_the_choice_of_a_row_says_without_a_template_what_it_would_say_with_one(required, value):
    widget = KnownSelect(Coverage._meta.get_field("show"), admin.site)
    widget.known = {"7": Show(pk=7, title="Law & <Order>")}
    field = KnownChoiceField(Show.objects.all(), required=required, widget=widget)
    templated = forms.Widget.render(field.widget, "row-0-show", value, {"id": "id_row-0-show"})

    plain = field.widget.render("row-0-show", value, {"id": "id_row-0-show"})

    assert said(plain) == said(templated)
    assert ("Law & <Order>" in parse(plain).text) is (value == 7)
