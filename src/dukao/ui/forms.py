"""Forms whose errors say what is wrong and how to put it right, and fields that take what people paste."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from typing import IO, Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from dukao.kernel.errors import DomainError
from dukao.kernel.plausibility import check_day
from dukao.kernel.secrecy import check_upload
from dukao.ui.formats import MINUS

#: What an opinion or a reason may hold; long enough for a paragraph.
LONGEST_REASON = 500
#: By field class, the nearest ancestor first; the form's own ``error_messages`` win over these.
PLAIN_WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.ChoiceField: {"required": "请选择", "invalid_choice": "没有这个选项，请重新选择"},
    forms.MultipleChoiceField: {"invalid_choice": "没有这个选项，请重新选择", "invalid_list": "请重新选择"},
    forms.FileField: {
        "required": "请选择文件",
        "empty": "这个文件是空的，请换一个",
        "missing": "没有收到文件，请重新选择",
        "invalid": "没有收到文件，请重新选择",
        "max_length": "文件名太长，最多 %(max)d 个字，请改名后再传",
    },
    forms.IntegerField: {"invalid": "只能填整数，例如 12"},
    forms.DecimalField: {
        "invalid": "只能填数字，例如 44.16",
        "max_digits": "数字太长，最多 %(max)s 位",
        "max_decimal_places": "最多 %(max)s 位小数",
        "max_whole_digits": "小数点前最多 %(max)s 位",
    },
    forms.DateField: {"invalid": "没有这个日期，请按 2026-09-30 的格式填写"},
    forms.DateTimeField: {"invalid": "没有这个时间，请按 2026-09-30 17:30 的格式填写"},
    forms.EmailField: {"invalid": "邮箱格式不对，例如 chenli@example.cn"},
    forms.Field: {
        "required": "必填",
        "max_length": "最多 %(limit_value)d 个字，现在 %(show_value)d 个字，请删减",
        "min_length": "至少 %(limit_value)d 个字，现在 %(show_value)d 个字",
        "max_value": "不能大于 %(limit_value)s",
        "min_value": "不能小于 %(limit_value)s",
        "null_characters_not_allowed": "含有看不见的字符，请重新输入",
    },
}


#: Signs nobody sees: they steer terminals and log files, and turn the direction of writing around.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("[\r\n]")


def check_seen(text: str) -> None:
    """Refuse what would not be seen where it is shown."""
    if UNSEEN.search(text):
        raise forms.ValidationError("含有看不见的字符，请重新输入", code="unseen")


def check_one_line(text: str) -> None:
    """A field of one line holds one line, whatever program has sent it: titles stand in mail and logs."""
    if _LINE_ENDS.search(text):
        raise forms.ValidationError("只能写一行，请去掉换行", code="one_line")


def plain_number(text: str) -> str:
    """What people type or paste, as a number a machine reads.

    >>> plain_number(" １,２３４.５ "), plain_number("−2.6"), plain_number("44.16%")
    ('1234.5', '-2.6', '44.16')
    """
    folded = unicodedata.normalize("NFKC", text).replace(MINUS, "-").replace("\u2013", "-")
    return folded.strip().removesuffix("%").replace(",", "").replace(" ", "")


class NumberField(forms.DecimalField):
    """Takes 1,234.5, −2.6, ４４.１６ and a pasted 44.16%; gives an exact Decimal."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_number(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class DayField(forms.DateField):
    """A calendar day, picked or typed, in a year that can be meant."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and (sentence := check_day(value)):
            raise forms.ValidationError(sentence)


class FilesField(forms.FileField):
    """Any number of files; gives each with its name, as services take them."""

    class Input(forms.FileInput):
        allow_multiple_selected = True

    widget = Input(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, Any]]:
        sent = data if isinstance(data, list) else [data] if data else []
        files = [super(FilesField, self).clean(file, initial) for file in sent]
        return [(file.name or "未命名", file) for file in files]


class Form(forms.Form):
    """A form in plain words, which one service carries out."""

    #: Codes of a service's errors, and the fields they are about where these have another name.
    faults: ClassVar[Mapping[str, str]] = {}
    result: Any = None
    _refused = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak_plainly(field)
            _take_only_what_is_seen(field)

    def clean(self) -> dict[str, Any] | None:
        """No file comes in that is named or marked as a state secret, whatever the form is for."""
        for name, field in self.fields.items():
            given = self.cleaned_data.get(name)
            if isinstance(field, FilesField):
                for _, file in given or ():
                    _check_file(self, name, file)
            elif isinstance(field, forms.FileField):
                _check_file(self, name, given)
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        """What the service takes of what was filled in."""
        return dict(self.cleaned_data)

    def accepted(self) -> dict[str, Any]:
        """The arguments of an act without a page of its own: what is wrong with them is refused in words."""
        if self.is_valid():
            return self.arguments()
        told = [f"{self._named(name)}{error}" for name, errors in self.errors.items() for error in errors]
        raise DomainError("invalid", f"{'；'.join(told).rstrip('。')}。")

    def _named(self, name: str) -> str:
        label = self.fields[name].label if name in self.fields else ""
        return f"{label}：" if label else ""

    def carry_out(self, service: Callable[..., Any], **given: Any) -> bool:
        """Whether the form is sound and the service did it; ``result`` is then what the service returned.

        What the service refuses stands in the form, at the field it is about or above all of them, and
        nothing that was typed is lost.
        """
        if not self.is_valid():
            return False
        try:
            self.result = service(**given, **self.arguments())
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: DomainError) -> None:
        """The form shows what a service has said, and answers with its status."""
        field = self.faults.get(refusal.code, refusal.code)
        self._refused = refusal.status
        self.add_error(field if field in self.fields else None, refusal.sentence)

    @property
    def status(self) -> int:
        """That of the answer which shows the form."""
        return self._refused or (422 if self.is_bound and not self.is_valid() else 200)


def paragraph(label: str, rows: int = 4, *, autofocus: bool = False, **more: Any) -> forms.CharField:
    """A text of some lines."""
    more.setdefault("max_length", LONGEST_REASON)
    attrs = {"rows": rows, "autofocus": True} if autofocus else {"rows": rows}
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **more)


def _check_file(form: forms.Form, name: str, file: Any) -> None:
    if not isinstance(file, UploadedFile):
        return
    if (file.size or 0) > settings.DUKAO_FILE_BYTES:
        size, most = (number / 1024**2 for number in (file.size or 0, settings.DUKAO_FILE_BYTES))
        form.add_error(name, f"文件有 {size:.1f} MB，最大 {most:.0f} MB，请压缩或分开后再传。")
        return
    try:
        check_upload(file.name or "", cast("IO[bytes]", file))
    except DomainError as refusal:
        form.add_error(name, refusal.sentence)
    finally:
        file.seek(0)


def said(
    sent: Mapping[str, Any], name: str, label: str, longest: int = LONGEST_REASON, *, one_line: bool = False
) -> str:
    """The one text an act of a dialog or a row asks for.

    What is too long or would not be seen is refused in words, never cut; whether it may be empty the service
    says.
    """
    field = forms.CharField(label=label, max_length=longest, required=False)
    if not one_line:
        field.widget = forms.Textarea()
    form = cast("type[Form]", type("Said", (Form,), {name: field}))(sent)
    text: str = form.accepted()[name]
    return text


class OnceForm(Form):
    """Carried out once, however often it is sent: the service gets the same ``key`` again."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=48, initial=uuid.uuid4)


class DraftForm(OnceForm):
    """Something is written new, once; or ``anew``, over the revision that was shown."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, anew: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anew = anew

    def draft(self) -> Any:
        """What is written, as the service takes it."""
        raise NotImplementedError

    def written(self) -> dict[str, Any]:
        """What was filled in, without what only the form needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "revision")}

    def arguments(self) -> dict[str, Any]:
        sent = self.cleaned_data
        held = {"revision": sent["revision"] or 0} if self.anew else {"key": sent["key"]}
        return {"draft": self.draft(), **held}


def _take_only_what_is_seen(field: forms.Field) -> None:
    """Each form has fields of its own, so nothing is added twice."""
    if isinstance(field, forms.CharField):
        field.validators = [*field.validators, check_seen]
        if type(field.widget) is forms.TextInput:
            field.validators.append(check_one_line)


def _speak_plainly(field: forms.Field) -> None:
    """Replace the framework's wording where the form gave none of its own."""
    stock = {
        id(words)
        for kind in type(field).__mro__
        for words in vars(kind).get("default_error_messages", {}).values()
    }
    wanted = {}
    for kind in reversed(type(field).__mro__):
        wanted.update(PLAIN_WORDS.get(kind, {}))
    for code, words in wanted.items():
        if code not in field.error_messages or id(field.error_messages[code]) in stock:
            field.error_messages[code] = words
