"""What a new document of each kind begins with: a title and a body to write over."""

from __future__ import annotations

from dukao.documents.vocabulary import DocumentKind

_END = "请于  月  日前将办理情况书面反馈。"

#: Title and body; blanks stand where facts go.
OUTLINES: dict[str, tuple[str, str]] = {
    DocumentKind.ASSIGNMENT_SLIP: (
        "关于办理……事项的交办单",
        f"""根据……要求，现将以下事项交你单位办理。
一、交办事项
……
二、办理要求
……
{_END}""",
    ),
    DocumentKind.SUPERVISION_SLIP: (
        "关于……的督办单",
        f"""……事项应于  月  日办结，目前……。现予督办。
一、督办事项
……
二、存在问题
……
三、办理时限和要求
……
{_END}""",
    ),
    DocumentKind.REMINDER_LETTER: (
        "关于加快办理……的函",
        f"""你单位承办的……事项，应于  月  日办结，目前尚未反馈办理结果。
{_END}""",
    ),
    DocumentKind.CIRCULAR: (
        "关于……办理情况的通报",
        """按照……安排，对……情况进行了督查。现将有关情况通报如下。
一、总体情况
……
二、存在问题
（一）……。……
三、工作要求
……""",
    ),
    DocumentKind.TALK_PROPOSAL: (
        "关于约谈……主要负责人的建议",
        """……事项经两次督办仍未按要求办结。根据有关规定，建议对……主要负责人进行约谈。
一、基本情况
……
二、约谈理由和依据
……
三、约谈建议
约谈人、时间、地点和内容建议如下：……
妥否，请批示。""",
    ),
    DocumentKind.SPECIAL_REPORT: (
        "关于……情况的专报",
        """现将……有关情况报告如下。
一、基本情况
……
二、主要问题和原因
……
三、工作建议
……
特此报告。""",
    ),
    DocumentKind.INSPECTION_REPORT: (
        "关于……督查情况的报告",
        """根据……，督查组于  月  日至  月  日对……进行了督查。现将有关情况报告如下。
一、督查工作开展情况
……
二、督查发现的情况
（一）主要成效。……
（二）存在问题。……
三、处理意见和建议
……""",
    ),
    DocumentKind.ORDER: (
        "关于嘉奖……的命令",
        """……在……工作中成绩突出，市政府决定，对……予以嘉奖。
希望受到嘉奖的单位和个人……。全市各级各部门要……。""",
    ),
    DocumentKind.MINUTES: (
        "研究……有关工作的会议纪要",
        """……年  月  日，……主持召开会议，研究……有关工作。现纪要如下。
一、关于……
会议听取了……的汇报。会议议定：
（一）……。由……牵头，……配合，  月  日前完成。
（二）……。由……牵头，  月  日前完成。
二、关于……
……""",
    ),
}
