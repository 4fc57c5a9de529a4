"""What the list of people holds about persons."""

from __future__ import annotations

from dukao.kernel.identifiers import masked_phone, masked_resident_id
from dukao.kernel.personal import DUTY, Clock, Field, Holding, declare, declare_clocks
from dukao.organisations.selectors import contacts_to_erase, old_drafts
from dukao.organisations.services import erase_contacts, forget_drafts

_SHORTEST = "个人信息保护法第十九条、第四十七条：目的已实现的，应当主动删除"

declare(
    Holding(
        model="organisations.Person",
        label="人员登记",
        fields=(
            Field("name", "姓名"),
            Field(
                "resident_id",
                "居民身份证号",
                purpose="区分同名的人，不作他用",
                is_sealed=True,
                is_sensitive=True,
                mask=masked_resident_id,
            ),
            Field("phone", "办公电话", purpose="工作联系", is_sealed=True, mask=masked_phone),
        ),
        purpose="登记谁担任什么职务，确定责任人",
        basis=DUTY,
        source="督考办登记或由单位表导入",
        keeping="contacts",
        by_person="pk",
    ),
    Holding(
        model="organisations.Appointment",
        label="任职",
        fields=(
            Field("unit", "单位"),
            Field("title", "职务"),
            Field("kind", "类别"),
            Field("since", "自"),
            Field("until", "至"),
        ),
        purpose="确定任务的责任领导和单位负责人",
        basis=DUTY,
        source="督考办按任职文件登记",
        keeping="records",
        by_person="person",
    ),
    Holding(
        model="organisations.GroupMember",
        label="领导小组成员",
        fields=(
            Field("group", "领导小组"),
            Field("role", "身份"),
            Field("since", "自"),
            Field("until", "至"),
        ),
        purpose="确定议事、批准的组成人员",
        basis=DUTY,
        source="督考办按成立文件登记",
        keeping="records",
        by_person="person",
    ),
    Holding(
        model="organisations.ImportDraft",
        label="读入后还没有导入的单位表",
        fields=(
            Field("file_name", "文件"),
            Field("read_at", "读入时间"),
            Field("sealed_lines", "各行（可能有他人的号码）", is_sealed=True, is_secret=True),
        ),
        purpose="导入前核对，导入或放弃后即删",
        basis=DUTY,
        source="本人上传",
        keeping="drafts",
        by_account="account_id",
    ),
)
declare_clocks(
    Clock(
        key="contacts",
        label="离任人员的身份证号和电话",
        counted_from="最后一个职务结束之日",
        months=6,
        source=_SHORTEST,
        due=contacts_to_erase,
        destroy=erase_contacts,
    ),
    Clock(
        key="drafts",
        label="没有导入的单位表",
        counted_from="读入之日",
        months=1,
        source=_SHORTEST,
        due=old_drafts,
        destroy=forget_drafts,
    ),
)
