"""What patrols hold about persons: members, recusal, and the people who spoke to them."""

from __future__ import annotations

from dukao.kernel.personal import (
    DUTY,
    Acts,
    Clock,
    Field,
    Holding,
    declare,
    declare_acts,
    declare_clocks,
    declare_not_personal,
)
from dukao.patrols.selectors.keeping import informants_outlived
from dukao.patrols.services import forget_informants

declare(
    Holding(
        model="patrols.Member",
        label="督导巡查组成员",
        fields=(
            Field("group", "组"),
            Field("role", "身份"),
            Field("expertise", "专长"),
            Field("decision", "任命文件"),
            Field("since", "自"),
            Field("until", "至"),
        ),
        purpose="确定谁可以参加督导巡查",
        basis="政府督查工作条例第八条、第九条",
        source="督考办按任命文件登记",
        keeping="records",
        by_account="account",
        by_person="person",
    ),
    Holding(
        model="patrols.Interest",
        label="回避申报",
        fields=(
            Field("kind", "情形（可能涉及亲属）", is_sensitive=True),
            Field("unit", "单位"),
            Field("note", "说明", is_sensitive=True),
            Field("since", "自"),
            Field("until", "至"),
        ),
        purpose="有利害关系的回避",
        basis="公务员法第七十六条、政府督查工作条例第九条",
        source="本人申报，或由组长、督考办登记",
        keeping="records",
        by_person="person",
    ),
    Holding(
        model="patrols.Training",
        label="行前培训的授课人",
        fields=(Field("by", "授课人"),),
        purpose="证明上岗前受过培训",
        basis="政府督查工作条例第九条",
        source="组长登记",
        keeping="records",
    ),
    Holding(
        model="patrols.FieldChange",
        label="现场记录",
        fields=(
            Field("said_at", "记录时间"),
            Field("device", "设备标识（随机编号）"),
            Field("sealed", "记录内容", is_sealed=True, is_secret=True),
        ),
        purpose="两台设备写的不同时，由组里核定",
        basis=DUTY,
        source="本人的设备上传",
        keeping="records",
        by_account="by",
    ),
    Holding(
        model="patrols.FindingPhoto",
        label="拍的现场照片",
        fields=(
            Field("name", "文件名"),
            Field("added_at", "添加时间"),
            Field("location", "拍摄位置（任务写明需要时才有）", is_sensitive=True),
        ),
        purpose="说明现场情况",
        basis=DUTY,
        source="本人上传，拍摄设备和位置先行去除",
        keeping="records",
        by_account="added_by",
    ),
    Holding(
        model="patrols.Informant",
        label="反映人",
        fields=(
            Field("sealed", "称呼、联系方式和所说的话", is_sealed=True, is_secret=True, is_sensitive=True),
        ),
        purpose="核实反映的问题，必要时回访",
        basis="政府督查工作条例第二十六条（为反映人保密）",
        source="本人向督导巡查组反映",
        keeping="informants",
        withheld="只有记录的督导巡查组能打开；本人查阅、更正、删除的，由该组当面核实后办理",
    ),
    Holding(
        model="patrols.HandOver",
        label="线索移交",
        fields=(Field("sealed", "移交内容", is_sealed=True, is_secret=True),),
        purpose="向有权机关移交线索",
        basis="政府督查工作条例第二十三条",
        source="督导巡查组移交",
        keeping="records",
        withheld="告知会妨碍有权机关履行职责，依个人信息保护法第三十五条、第四十五条不在这里提供",
    ),
)
declare_acts(Acts("patrols", "督导巡查的经办人", "任务、走访、发现由谁记录、谁处理，可以追溯"))
declare_not_personal({"patrols.PatrolTask.location_reason": "任务为什么要保留拍摄位置，不是位置本身"})
declare_clocks(
    Clock(
        key="informants",
        label="反映人",
        counted_from="督导巡查任务办结之日",
        months=36,
        source="个人信息保护法第十九条；办结后可能的复核、申诉期满即不再需要，请按本地档案保管期限表修改",
        due=informants_outlived,
        destroy=forget_informants,
    ),
)
