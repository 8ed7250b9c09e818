"""The way to one's own byline."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from articles.models import Author


@require_safe
def own(request):
    author = Author.objects.of(request.user).first()
    if author is None:
        messages.info(request, "You have no byline of your own yet: ask an editor to make one for your account.")
        return redirect("admin:index")
    return redirect("admin:articles_author_change", author.pk)
