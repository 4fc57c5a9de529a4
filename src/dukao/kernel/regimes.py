"""Legal regimes: each kind of supervision stands on rules of its own and is a compartment of its own."""

from __future__ import annotations

from django.db import models


class Regime(models.TextChoices):
    """On whose authority something is supervised; the rule itself is cited beside it.

    《政府督查工作条例》 holds for supervision by governments; supervision by party committees, inspection
    by patrols, discipline and the assessment of cadres stand on rules of their own.
    """

    GOVERNMENT = "government", "政府督查"
    PARTY = "party", "党委督查"
    PATROL = "patrol", "督导巡查"
    INSPECTION = "inspection", "巡察"
    DISCIPLINE = "discipline", "纪检监察"
    CADRES = "cadres", "干部考察"
    CIVIL_SERVICE = "civil_service", "公务员考核"


class SecrecyLabel(models.TextChoices):
    """How widely something may be read. State secrets have no label: they may not be here at all."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    WORK_SECRET = "work_secret", "工作秘密"
    PERSONAL = "personal", "个人敏感"
