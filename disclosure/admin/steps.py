"""The forms of the gate's steps: each names a verb of Information and collects what that verb asks for."""

from django import forms

from core import revision
from disclosure import gate
from disclosure.models import Information, SecrecyReview


class StepForm(forms.Form):
    """A step without questions. `verb` is the method of the record that `take` calls."""

    verb = ""
    button = ""
    link = ""  # how other pages call the step, where not by its button
    done = ""
    intro = ""
    danger = False
    main = True  # what one usually does in this state
    apart = False  # offered at the end, away from what one usually does

    def __init__(self, *args, record, **kwargs):
        self.record = record
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"

    def done_message(self):
        return self.done or f"已{self.button}。"

    def take(self, by):
        """Do the step; Refused (a ValidationError) when the gate does not allow it."""
        return getattr(self.record, self.verb)(by=by, **self.cleaned_data)


class DetermineForm(StepForm):
    verb, button = "determine", "送审"
    done = "已送审，由保密审查员审查。退回或者发布后，在“我的工作”里能看到。"
    intro = "核对下面的内容，没有问题就点“送审”。送审后正文和附件不能再改；要改的，可以撤回。"


class TakeBackForm(StepForm):
    verb, button, apart = "take_back", "撤回送审", True
    done = "已撤回，可以继续修改。"
    intro = "撤回后可以继续修改，再重新送审。"


class JudgingForm(StepForm):
    """A step whose page carries the digest of what it showed: nobody judges what was changed in between."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.record.judged_digest()


class ReviewForm(JudgingForm):
    verb, button, link = "review", "提交审查结论", "保密审查"
    intro = "先看内容，再逐项勾选，最后选审查结论。"

    items = forms.MultipleChoiceField(
        label="逐项审查：看过、没有发现的，勾选",
        choices=gate.REVIEW_ITEMS.items(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    conclusion = forms.ChoiceField(
        label="审查结论", choices=SecrecyReview.Conclusion.choices, widget=forms.RadioSelect
    )
    opinion = forms.CharField(label="审查意见", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    referred_to = forms.CharField(
        label="报请单位", required=False, max_length=100, help_text="选“报请确定”的才填。"
    )
    answer = forms.CharField(
        label="报请单位的答复", required=False, max_length=500, help_text="已有答复的才填。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opinion"].help_text = "选“修改后再审”的必须写，拟稿人会看到。"

    def done_message(self):
        return {
            "clear": "已通过保密审查，转签发人签发。",
            "return": "已退回拟稿人修改。",
            "referred": "已记录报请。收到答复后，再来提交结论。",
            "secret": "内容已清除，只留下不含内容的审计记录。请按保密规定报告。",
        }.get(self.cleaned_data["conclusion"], "已提交审查结论。")


class MaskForm(StepForm):
    verb, button, main = "mask", "遮盖个人信息", False
    intro = "把扫描发现的身份证号、手机号、银行卡号、住址遮盖掉：正文直接改，附件另做一份遮盖过的新文件，原件不再对外提供。"

    def take(self, by):
        self.left = self.record.mask(by=by)

    def done_message(self):
        left = getattr(self, "left", None)
        return f"已遮盖。还有不能自动遮盖的：{'；'.join(left)}" if left else "已遮盖，请核对正文和附件。"


class OverruleForm(StepForm):
    verb, button, apart = "overrule_findings", "核销扫描结果", True
    intro = "只有确认扫描发现的内容依法可以公开，才能核销。理由记入审计。"

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(JudgingForm):
    verb, button = "sign", "签发"
    intro = "看过审查结论和内容，没有问题就点“签发”。"

    when = forms.ChoiceField(
        label="签发以后怎么办",
        choices=[("now", "立即发布"), ("later", "定时发布"), ("", "暂不发布，由公开办发布")],
        widget=forms.RadioSelect, required=False, initial="now",
    )  # fmt: skip
    at = forms.DateTimeField(
        label="定时发布的时间",
        help_text="选“定时发布”的才填。",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.attribute != Information.Attribute.PROACTIVE:
            self.fields["when"].choices = [("now", "立即归档"), ("", "暂不归档")]
            del self.fields["at"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == "later" and not cleaned.get("at"):
            self.add_error("at", "请填写定时发布的时间。")
        return cleaned

    def done_message(self):
        proactive = self.record.attribute == Information.Attribute.PROACTIVE
        if not self.cleaned_data["when"]:
            return "已签发，由公开办发布。" if proactive else "已签发，由公开办归档。"
        if not proactive:
            return "已签发并归档。"
        return "已签发，到时间自动发布。" if self.cleaned_data["when"] == "later" else "已签发并发布。"

    def take(self, by):
        seen = self.cleaned_data["seen"]
        if not self.cleaned_data["when"]:
            return self.record.sign(by=by, seen=seen)
        with revision.public_write():  # both steps or neither
            self.record.sign(by=by, seen=seen)
            if self.record.attribute != Information.Attribute.PROACTIVE:
                return self.record.file(by=by)
            at = self.cleaned_data.get("at") if self.cleaned_data["when"] == "later" else None
            return self.record.publish(by=by, at=at)


class PublishForm(StepForm):
    verb, button = "publish", "发布"
    intro = "发布时间由系统记录，不能填写过去的时间。"

    at = forms.DateTimeField(
        label="定时发布（不填为立即发布）",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class FileForm(StepForm):
    verb, button = "file", "归档"
    intro = "依申请公开、不予公开的信息归档保存，每年审查一次能否转为主动公开。"


class RenewReviewForm(StepForm):
    verb, button = "renew_review", "继续不公开"
    intro = "定期审查：情势没有变化、仍不能公开的，写明理由，一年后再审查；可以公开的，返回后点“开始修改”，转为主动公开。"

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))


class SendBackForm(StepForm):
    verb, button, apart = "send_back", "退回", True
    done = "已退回拟稿人修改。"
    intro = "退回给拟稿人修改，写明要改什么。"

    reason = forms.CharField(label="退回原因", widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(StepForm):
    verb, button, danger, apart = "withdraw", "撤下", True, True
    done = "已撤下，公开页面即时停止显示。"
    intro = "撤下立即生效。撤下不等于废止：文件的有效性不变。涉及隐私或者秘密的，只显示索引号、机构、日期和原因类别。"

    kind = forms.ChoiceField(label="类别", choices=Information.Withdrawal.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}))
    into = forms.CharField(label="并入哪一条（填索引号）", required=False)

    def clean_into(self):
        number = self.cleaned_data["into"].strip()
        if not number:
            return None
        found = Information.objects.published().filter(index_number=number).first()
        if found is None:
            raise forms.ValidationError("没有这个索引号的已公开信息。")
        return found


class ReviseForm(StepForm):
    verb, button, link, main = "revise", "开始修改", "更正已公开内容", False
    done = "已生成修改稿。请在这里修改，写明更正说明，再送审。"
    intro = (
        "生成一份修改稿，重新走审查和签发。修改稿发布以前，公开的内容不变；发布后显示更正说明。"
        "文件本身被修改的，不在这里办，请用“录入修改后的文本”。"
    )


class DiscardForm(StepForm):
    verb, button, danger, apart = "discard", "删除草稿", True, True
    done = "草稿已删除。"
    intro = "删除后不能恢复。"


FORMS = {
    form.verb: form
    for form in (
        DetermineForm, MaskForm, ReviewForm, OverruleForm, SignForm, PublishForm, FileForm, TakeBackForm, RenewReviewForm, SendBackForm,
        ReviseForm, WithdrawForm, DiscardForm,
    )
}  # fmt: skip
