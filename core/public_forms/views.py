from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from core import clock
from core.pages import Column, Page
from core.public_forms import counters, files, receipts, tokens
from core.public_forms.form import TOO_MANY, PublicForm
from core.public_forms.receipts import Receipt
from core.public_forms.sending import SentOtherwise, earlier, send

TRAP = "memo"  # a field that nobody sees: whoever fills it is a program


@method_decorator(never_cache, name="dispatch")
class PublicFormView(View):
    """Form → review → stored → receipt, at one address, without session or JavaScript. See the package."""

    form_class: type[PublicForm]
    title: str
    column: Column
    prefix: str  # two capital letters that begin its receipt numbers
    noun = "内容"  # what one sends
    takes_files = False  # then `store` finds what was sent with it in `self.files` (HeldFile)
    track_page = ""
    form_template = "public_forms/form.html"
    review_template = "public_forms/review.html"
    receipt_template = "public_forms/receipt.html"
    wait_template = "public_forms/wait.html"

    # What a subclass says ----------------------------------------------------------------------------------
    def prepare(self):
        """Looks up what the form is about, before anything else; a response where there is no form to show."""

    def store(self, cleaned: dict, receipt: Receipt):
        """Write the row (`**receipt.fields`) and return it. Runs in the transaction that spends the token; a
        ValidationError stores nothing and stands on the page."""
        raise NotImplementedError

    def make_form(self, data=None) -> PublicForm:
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict:
        return {}

    def closed(self) -> str:
        """A Chinese sentence when nothing may be sent (the period is over), else ""; then the page says it with 403."""
        return ""

    def context(self) -> dict:
        return {}

    def trail(self) -> list:
        return [(self.title, "")]

    def next_steps(self, number: str) -> list[str]:
        """Sentences on what happens now, for the receipt."""
        return []

    def page(self, title: str = "") -> Page:
        return Page(
            title=title or self.title,
            column=self.column,
            trail=self.trail(),
            robots="noindex" if title else "",
        )

    # The steps ---------------------------------------------------------------------------------------------
    def dispatch(self, request, *args, **kwargs):
        return self.prepare() or super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        if key := request.GET.get("receipt"):
            return self._receipt(key)
        if sentence := self.closed():
            return self._render(self.form_template, self.title, status=403, closed=sentence)
        return self._ask(self._form())

    def post(self, request, **kwargs):
        form = self._form(request.POST)
        if sentence := self.closed():
            return self._render(self.form_template, self.title, status=403, closed=sentence, form=form)
        if form.is_too_long:
            return self._too_long(form)
        try:
            token = tokens.read(request.POST.get("token", ""), request.path, clock.now())
            return self._step(form, token)
        except (tokens.Refused, SentOtherwise) as refusal:
            return self._again(form, refusal)

    def refuse_csrf(self):
        """What Django's own check refuses (a browser without cookies): the page again with its words, nothing stored."""
        if answer := self.prepare():
            return answer
        form = self._form(self.request.POST)
        form.errors.clear()
        sentence = "浏览器没有带回校验信息，没有保存。请允许本站的Cookie，您写的内容还在，请核对后再按一次。"
        form.add_error(None, sentence)
        return self._ask(form, status=403)

    def _form(self, data=None):
        form = self.make_form(data)
        if self.takes_files:
            form.held = files.carried(self.request)
        return form

    def _step(self, form, token):
        if "edit" in self.request.POST:
            return self._ask(form, token)
        if number := earlier(token, form.content()):
            return self._to_receipt(number, token)
        if sentence := self._doubt(token):
            form.add_error(None, sentence)
        self._take_files(form)
        if not form.is_valid():
            return self._ask(form, token, status=400)
        if self.request.POST.get("reviewed") != "1" or (form.held and form.held.is_new):
            return self._render(self.review_template, f"请核对{self.noun}", form=form, token=token.text)
        return self._send(form, token)

    def _take_files(self, form):
        """Files are held even where a word of the form is wrong: nobody should have to choose them again. But not from
        a program, nor where the form takes none."""
        if not self.request.FILES or form.non_field_errors():
            return
        try:
            if not self.takes_files:
                raise ValidationError("这里不能附文件，请把内容写在文字里；材料可以寄来或者送来。")
            files.take(form.held, self.request, counters.sender(self.request), clock.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)

    def _doubt(self, token):
        if self.request.POST.get(TRAP):
            return "页面上有一栏不应填写，却填了内容，没有保存。请清空浏览器自动填写的内容，再按一次。"
        if token.is_too_soon(clock.now()):
            return "按得太快了，没有保存。请看一遍写好的内容，再按一次。"
        return ""

    def _send(self, form, token):
        now, who = clock.now(), counters.sender(self.request)
        if wait := counters.wait_to_send(who, now):
            return self._wait(form, token, wait)
        self.files = form.held.files if form.held else []
        try:
            number = send(
                token, form.content(), prefix=self.prefix, who=who, now=now,
                store=lambda receipt: self.store(form.cleaned_data, receipt),
            )  # fmt: skip
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
            return self._ask(form, token, status=400)
        return self._to_receipt(number, token)

    # What comes back ---------------------------------------------------------------------------------------
    def _ask(self, form, token=None, status=200):
        token = token or tokens.issue(self.request.path, clock.now())
        return self._render(self.form_template, "", status=status, form=form, token=token.text, trap=TRAP)

    def _again(self, form, refusal):
        """The page with its words kept and a new token; nothing was stored."""
        sentence, status = str(refusal), 400
        if isinstance(refusal, SentOtherwise):
            sentence, status = _sent_before(refusal.receipt, self.noun), 409
        form.add_error(None, sentence)
        return self._ask(form, status=status)

    def _too_long(self, form):
        form.errors.clear()
        form.add_error(
            None, f"一共写了{form.length}个字，须少于{TOO_MANY}个字，没有保存。请删短，或者分几次提交。"
        )
        return self._ask(form, status=413)

    def _wait(self, form, token, wait):
        answer = self._render(
            self.wait_template,
            "提交得太频繁",
            status=429,
            form=form,
            token=token.text,
            wait=counters.in_words(wait),
        )
        answer["Retry-After"] = str(max(1, int(wait.total_seconds())))
        return answer

    def _to_receipt(self, number, token):
        key = receipts.key_of(number, token, self.request.path, clock.now())
        return HttpResponseRedirect(f"{self.request.path}?receipt={key}")

    def _receipt(self, key):
        try:
            known = receipts.read_key(key, self.request.path, clock.now())
        except tokens.Refused as refusal:
            raise Http404(str(refusal)) from None
        if known is None:
            return self._render(self.receipt_template, "回执已不再显示", status=410)
        receipt = Receipt(known[0], receipts.code_of(known[1]))
        return self._render(
            self.receipt_template,
            f"{self.noun}已收到",
            receipt=receipt,
            steps=self.next_steps(receipt.number),
        )

    def _render(self, template, title, status=200, **values):
        track_url = reverse(self.track_page) if self.track_page else ""
        values = (
            {
                "page": self.page(title),
                "noun": self.noun,
                "track_url": track_url,
                "file_hint": files.hint(),
                "shown_hours": receipts.SHOWN.seconds // 3600,
            }
            | self.context()
            | values
        )
        return render(self.request, template, values, status=status)


def _sent_before(receipt, noun):
    return f"这一页已经提交过一次，回执号是{receipt}。如果要另外再提交一件{noun}，请核对后再按一次。"
