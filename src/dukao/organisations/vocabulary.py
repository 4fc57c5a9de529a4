"""Words of the organisations room."""

from __future__ import annotations

from django.db import models

#: What the journal calls a field: a name, with the choices its values come from.
Label = str | tuple[str, type[models.TextChoices]]


class Tree(models.TextChoices):
    """Trees that stand side by side; a unit belongs to one for life."""

    ADMINISTRATIVE = "administrative", "行政机构"
    PARTY = "party", "党组织"
    DIVISION = "division", "行政区划"
    REFERENCE = "reference", "参照对象"


class Level(models.TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class Category(models.TextChoices):
    """The seven categories of assessed units (S2, 督考对象全覆盖)."""

    COUNTY = "county", "县区党委政府"
    PARTY_DEPARTMENT = "party_department", "市委部门"
    STATE_ORGAN = "state_organ", "市级国家机关及部门"
    PEOPLES_ORGANISATION = "peoples_organisation", "人民团体"
    DEVELOPMENT_ZONE = "development_zone", "园区及开发区"
    STATE_ENTERPRISE = "state_enterprise", "市属国有企业"
    VERTICAL = "vertical", "中央及省属驻定单位"


class LinkRole(models.TextChoices):
    IN_CHARGE = "in_charge", "分管"
    RELATED = "related", "联系"
    PARTY_OF = "party_of", "所在单位"


class SuccessionKind(models.TextChoices):
    """How one unit followed another. After a transfer the predecessor lives on, smaller."""

    MERGE = "merge", "并入"
    SPLIT = "split", "拆分为"
    RENAME = "rename", "改设为"
    TRANSFER = "transfer", "部分划入"


class PostKind(models.TextChoices):
    PRINCIPAL = "principal", "主要负责人"
    DEPUTY = "deputy", "班子成员"
    MIDDLE = "middle", "中层"
    STAFF = "staff", "工作人员"


class GroupKind(models.TextChoices):
    SUPERVISION = "supervision", "督查考核领导小组"
    PATROL = "patrol", "督导巡查领导小组"


class MemberRole(models.TextChoices):
    CHAIR = "chair", "组长"
    VICE_CHAIR = "vice_chair", "副组长"
    MEMBER = "member", "成员"


#: So many characters tables have room for.
SHORT_NAME_LENGTH = 40

#: What may differ from one version of a unit to the next, as the interface calls it.
FEATURES = {
    "name": "名称",
    "short_name": "简称",
    "level": "层级",
    "category": "类别",
    "parent": "上级",
    "position": "次序",
}
#: What stays with a unit for life and can only be corrected.
CODES = {"code": "单位代码", "uscc": "统一社会信用代码", "area_code": "统计用区划代码"}

#: Holidays on the same days every year (全国年节及纪念日放假办法第二条, 2024 修订).
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))

#: What the number that tells namesakes apart is called; few may see it.
RESIDENT_ID = "居民身份证号"
#: What pages show masked and reveal for a reason.
REVEALED = {"phone": "办公电话", "resident_id": RESIDENT_ID}

_SPAN: dict[str, Label] = {"on": "自", "since": "自", "until": "自此日起结束"}
#: Events of this room's journal entries with their words, and the fields that go with them.
JOURNAL: tuple[tuple[dict[str, str], dict[str, Label]], ...] = (
    (
        {
            "unit_added": "设立单位",
            "unit_changed": "变更单位",
            "unit_corrected": "更正单位",
            "unit_change_withdrawn": "撤销单位变更",
            "unit_ended": "终止单位",
            "unit_took_over": "承接单位",
            "unit_gave_over": "划出部分",
        },
        {
            **FEATURES,
            **CODES,
            "level": ("层级", Level),
            "category": ("类别", Category),
            **_SPAN,
            "units": "相关单位",
            "appointments": "随之结束的任职",
            "links": "随之结束的联系",
        },
    ),
    (
        {"unit_linked": "建立联系", "unit_link_received": "列入联系", "unit_link_ended": "结束联系"},
        {"unit": "单位", "role": ("关系", LinkRole), "target": "对方单位", "subject": "事项", **_SPAN},
    ),
    (
        {
            "person_added": "登记人员",
            "person_corrected": "更正人员",
            "person_revealed": "查看完整号码",
            "people_resealed": "用新密钥重新封存人员号码",
            "contacts_erased": "清除离任人员的号码",
            "drafts_forgotten": "清除没有导入的单位表",
        },
        {
            "name": "姓名",
            "resident_id": RESIDENT_ID,
            "phone": "办公电话",
            "revealed": "查看了",
            "count": "条数",
            "until": "早于",
        },
    ),
    (
        {"person_appointed": "登记任职", "appointment_ended": "结束任职"},
        {"person": "姓名", "title": "职务", "kind": ("类别", PostKind), **_SPAN},
    ),
    (
        {"group_added": "成立领导小组", "group_corrected": "更正领导小组", "group_ended": "撤销领导小组"},
        {
            "name": "名称",
            "kind": ("类别", GroupKind),
            "basis": "成立依据",
            "office": "办公室设在",
            **_SPAN,
            "seats": "随之结束的成员",
        },
    ),
    (
        {"seat_given": "列入领导小组", "seat_ended": "移出领导小组"},
        {"person": "姓名", "role": ("身份", MemberRole), **_SPAN},
    ),
    (
        {"calendar_entered": "录入放假安排"},
        {"notice": "通知文号", "days_off": "放假日", "work_days": "调休上班日"},
    ),
    (
        {"units_imported": "导入单位表", "divisions_imported": "导入行政区划"},
        {
            "file": "文件",
            **_SPAN,
            "added": "新增",
            "changed": "变更",
            "units": "单位",
            "versions": "沿革",
            "changes": "写入",
        },
    ),
)

#: Years the calendar can show and take a notice for.
CALENDAR_YEARS = (2007, 2099)

#: Entries of the navigation: word, icon, and the pages each of them leads to and covers.
PAGES = (
    (
        "单位",
        "sitemap",
        (
            "tree", "unit", "add_top", "add_below", "change_unit", "correct_unit", "withdraw_change",
            "end_unit", "merge_unit", "split_unit", "link_unit", "end_link", "appoint", "end_post", "imports",
        ),
    ),
    ("人员", "users", ("people", "person", "add_person", "correct_person", "reveal")),
    (
        "领导小组",
        "users-group",
        ("groups", "group", "add_group", "correct_group", "end_group", "give_seat", "end_seat"),
    ),
    ("工作日历", "calendar", ("calendar", "calendar_year", "enter_notice")),
)  # fmt: skip
