"""What every public form without an account needs: corrections, opinions, inquiries, applications.

    class OpinionForm(PublicForm):                     # fields as usual, no files
        text = PlainText(label="您的意见", max_length=5000, widget=forms.Textarea)

    class Opinion(Receipted): …                        # core.models: `receipt`, `code_digest`

    class SendOpinion(PublicFormView):
        form_class, title, column, prefix, noun = OpinionForm, "提意见", COLUMN, "YJ", "意见"
        track_page = "decisions:track_opinion"         # a URL name without arguments

        def store(self, cleaned, receipt):             # in a transaction; self.request, self.kwargs are there
            return Opinion.objects.create(**receipt.fields, text=cleaned["text"])

    class TrackOpinion(TrackView):
        title, column, model, found_template = "查询意见", COLUMN, Opinion, "decisions/opinion_found.html"

One address serves form → review → stored → receipt (`?receipt=…`). Sent back with its words kept: 400 what is wrong,
409 a page that was sent before with another text, 413 too long, 429 too often. A second press shows the first receipt.
With `takes_files = True` files come too: held sealed until the form is sent, then in `self.files` for `store`, which gives them an
owner (`SentFile.take`).
Hooks: `prepare()`, `page()`, `initial()`, `context()`, `trail()`, `make_form(data)`, `closed()` (a sentence when nothing may be sent),
`next_steps(number)`; templates to extend: `public_forms/form.html`, `receipt.html`, `track.html`.
"""

from core.public_forms.form import PlainText, PublicForm
from core.public_forms.receipts import Receipt, fits
from core.public_forms.tracking import TrackView
from core.public_forms.views import PublicFormView

__all__ = ["PlainText", "PublicForm", "PublicFormView", "Receipt", "TrackView", "fits"]
