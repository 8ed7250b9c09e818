"""Tables of shows, seasons or entries: upload one, read what each row does, import it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property

from newsroom.desk.ledger import DeskView
from newsroom.imports import columns, tables, uploads
from newsroom.imports.models import Upload
from newsroom.imports.reading import BadInput
from newsroom.imports.shows import Act

PAGE = 100
LAST = 10
MAY = (
    *(f"shows.{act}_{model}" for act in ("add", "change") for model in ("show", "season", "network")),
    "shows.record_status",
)


class Importing(DeskView):
    permission_required = MAY

    def refused(self, refusal, *, name, status=200):
        """The page of the form with what is wrong with the file, row by row."""
        told = [(uploads.row_of(place), _column(place), text) for place, text in refusal.places]
        context = self.get_context_data(
            refused=sorted(told) or None,
            rows=len({row for row, *_ in told}),
            complaint=str(refusal).removesuffix(" Nothing was written."),
            name=name,
            more=refusal.count - len(told),
        )
        return self.render_to_response(context, status=status)


class UploadView(Importing):
    template_name = "admin/desk/import.html"

    def post(self, request, *args, **kwargs):
        file = request.FILES.get("file")
        if file is None:
            return self.refused(BadInput("Choose a file."), name="")
        try:
            # One byte more than it may have, so that it is refused for that.
            data = file.read(tables.BYTES + 1)
            upload = uploads.keep(data, file.name, by=request.user, at=timezone.now())
        except BadInput as refusal:
            return self.refused(refusal, name=file.name)
        return redirect("desk:import_preview", upload.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title="Import a table",
            tables=columns.TABLES,
            most=tables.ROWS,
            megabytes=tables.BYTES // 1_000_000,
            last=Upload.objects.exclude(imported_at=None).select_related("by").order_by("-imported_at")[:LAST],
            **kwargs,
        )


class PreviewView(Importing):
    """What somebody uploaded, for himself or herself alone: what each row does, and the button that does it."""

    template_name = "admin/desk/import_preview.html"

    @cached_property
    def upload(self):
        return get_object_or_404(Upload, pk=self.kwargs["pk"], by=self.request.user)

    def get(self, request, *args, **kwargs):
        if self.upload.imported_at:
            messages.info(request, f"“{self.upload}” is imported. {self.upload.told}")
            return redirect("desk:import")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if request.POST.get("seen") != self.upload.seen and not self.upload.imported_at:
            messages.warning(request, "This is not the preview that you read. Nothing was imported: look again.")
            return redirect(request.path)
        try:
            done = uploads.import_seen(self.upload, by=request.user, at=timezone.now())
        except uploads.AlreadyImported:
            return redirect(request.path)
        except uploads.Moved as moved:
            messages.warning(request, str(moved))
            return redirect(request.path)
        except BadInput as refusal:
            self.template_name = UploadView.template_name
            return self.refused(refusal, name=self.upload.name)
        except IntegrityError:
            messages.warning(
                request, "Somebody entered the same, or merged it, at this moment. Nothing was imported: confirm again."
            )
            return redirect(request.path)
        except Upload.DoesNotExist:
            raise Http404("It is no longer kept.") from None
        messages.success(request, f"Imported “{done}”. {done.told}")
        return redirect("desk:import")

    def get_context_data(self, **kwargs):
        if "refused" in kwargs:
            return super().get_context_data(title="Import a table", tables=columns.TABLES, **kwargs)
        lines = self.upload.lines
        acts = [line for line in lines if line["act"] != Act.LEFT]
        differs = [line for line in lines if line["act"] == Act.LEFT and line["words"]]
        same = [line for line in lines if line["act"] == Act.LEFT and not line["words"]]
        kinds = {"": acts, "differs": differs, "left": same}
        which = self.request.GET.get("which", "")
        page = Paginator(kinds.get(which, acts), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            title=f"Import “{self.upload}”",
            upload=self.upload,
            summary=uploads.summary(self.upload),
            page=page,
            which=which if which in kinds else "",
            kinds=[
                ("", "What is done", len(acts)),
                ("differs", "Stays as it is here", len(differs)),
                ("left", "Here already", len(same)),
            ],
            has_acts=bool(acts),
            stays=len(differs),
            like=sum("like" in line for line in acts),
            compared=uploads.COMPARED if sum(line["act"] == Act.MADE for line in acts) > uploads.COMPARED else None,
            **kwargs,
        )


def _column(place):
    return place.partition(",")[2].strip() or place.partition(".")[2]
