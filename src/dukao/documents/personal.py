"""What documents hold about persons: who did what."""

from __future__ import annotations

from dukao.kernel.personal import LOGGING, Acts, Field, Holding, declare, declare_acts, declare_not_personal

declare(
    Holding(
        model="documents.UploadTally",
        label="当天上传的份数",
        fields=(Field("day", "日期"), Field("files", "份数"), Field("size", "字节数")),
        purpose="不让一个账户占满磁盘",
        basis=LOGGING,
        source="上传时由系统计数，第二天重新计起",
        keeping="records",
        by_account="account",
    )
)

declare_acts(Acts("documents", "公文的起草、签发和签收人", "公文由谁起草、谁签发、谁签收，可以追溯"))
declare_not_personal(
    {
        "documents.DocumentRule.second_person": "须由他人签发的文种名单，不是人名",
        "documents.StoredFile.fingerprint": "图片的比对值，还原不出图片",
        "documents.OfficialDocument.subject_url": "公文所办事项的页面地址",
    }
)
