"""Every field about a person is declared: what for, on what basis, from where, for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from dukao.kernel import personal
from dukao.kernel.sealed_rows import sealed_texts

#: What a field about a person is called. A word too many is answered by ``declare_not_personal``.
WORDS = re.compile(
    r"(^|_)(name|names|username|nickname|phone|mobile|telephone|mail|email|address|contact|device|agent|ip|who|by|actor"
    r"|person|sealed|resident|id_number|birth|birthday|photo|picture|portrait|face|voice|location|latitude"
    r"|longitude|password|secret|hashed|session|acting|named|said_for|informant|witness|relative|gender|sex|age"
    r"|religion|health|ethnicity|signature|fingerprint|started_by|credential|subject_name|uid_number)(_|$)"
)
CHINESE = re.compile(
    "姓名|电话|手机|邮箱|身份证|住址|地址|联系|反映人|亲属|照片|设备|谁|本人|签名|位置|经度|纬度|籍贯|民族|健康|出生"
    "|来自|发起人|签收人|授课人|账号|密文|用户名|密码"
)
#: Names of things.
THINGS = re.compile("名称|文件|标题|简称|（条）|设备上的标识")
PEOPLE = {"Account", "Person"}
KINDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
)


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("dukao.")]


def sounds_personal(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether name or words of the field say that it is about a person."""
    if re.search(r"(^|_)(account|person|actor)_id$", field.name) and not field.is_relation:
        return True
    if field.is_relation or field.choices or not isinstance(field, KINDS):
        return False
    words = str(field.verbose_name)
    if isinstance(field, models.EmailField | models.GenericIPAddressField | models.FileField):
        return True
    if THINGS.search(words) or (field.name.endswith(("_path", "_url")) and "地址" not in words):
        return False
    return bool(WORDS.search(field.name) or CHINESE.search(words))


def declared() -> set[str]:
    """Fields that stand in a declaration, with the columns behind their names."""
    found = set(personal.not_personal())
    for holding in personal.holdings():
        sealed = sealed_texts(apps.get_model(holding.model))
        for field in holding.fields:
            found.add(f"{holding.model}.{field.name}")
            if field.name in sealed:
                found |= {f"{holding.model}.{column}" for column in sealed[field.name].columns}
        found |= {f"{holding.model}.{path}" for path in (holding.by_account, holding.by_person)}
    return found


def undeclared(chosen: list[type[models.Model]]) -> Iterator[str]:
    """Fields about persons that no room has declared; who did what may be declared for a whole room."""
    known, rooms = declared(), {acts.room for acts in personal.acts()}
    for model in chosen:
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
            name = f"{model._meta.label}.{field.name}"
            is_about = field.is_relation and field.related_model.__name__ in PEOPLE  # type: ignore[union-attr]
            if name in known or (is_about and model._meta.app_label in rooms):
                continue
            if is_about or sounds_personal(field):
                yield name


def test_every_field_about_a_person_is_declared() -> None:
    assert list(undeclared(own_models())) == [], "say so in the room's personal.py: see docs/privacy.md"


def test_what_is_new_does_not_slip_in() -> None:
    class Guest(models.Model):
        name = models.CharField("姓名", max_length=40)
        mobile = models.CharField(max_length=20)
        seat = models.CharField("座位", max_length=20)
        host = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
        ip = models.GenericIPAddressField()

        class Meta:
            app_label = "organisations"

    try:
        found = {name.rpartition(".")[2] for name in undeclared([Guest])}
    finally:
        del apps.all_models["organisations"]["guest"]
        apps.clear_cache()
    assert found == {"name", "mobile", "host", "ip"}


def test_declarations_are_about_fields_there_are() -> None:
    for holding in personal.holdings():
        model = apps.get_model(holding.model)
        for field in holding.fields:
            assert hasattr(model, field.name), f"{holding.model} has no {field.name}"
        for path in filter(None, (holding.by_account, holding.by_person)):
            assert path == "pk" or model._meta.get_field(path), f"{holding.model}.{path}"
    for name in personal.not_personal():
        label, _, field = name.rpartition(".")
        assert apps.get_model(label)._meta.get_field(field)


@pytest.mark.parametrize("holding", personal.holdings(), ids=lambda holding: holding.model)
def test_a_declaration_is_whole(holding: personal.Holding) -> None:
    assert holding.fields
    assert all((holding.label, holding.purpose, holding.basis, holding.source))
    assert holding.keeping in personal.clocks(), f"{holding.model} is kept by no clock"
    assert all(field.label for field in holding.fields)


def test_rooms_and_clocks_of_declarations_are_there() -> None:
    rooms = {model._meta.app_label for model in own_models()}
    for acts in personal.acts():
        assert acts.room in rooms
        assert acts.keeping in personal.clocks()
    for clock in personal.clocks().values():
        assert clock.source
        assert (clock.due is None) == (clock.destroy is None)


def test_what_is_said_to_be_sealed_is() -> None:
    for holding in personal.holdings():
        sealed = sealed_texts(apps.get_model(holding.model))
        for field in holding.fields:
            assert field.is_sealed == (field.name in sealed or field.name.startswith("sealed")), field.label
