"""Who may open which address of the reporting room. Which reports and lines is decided by place."""

from __future__ import annotations

from decimal import Decimal

from dukao.documents.services import keep_source
from dukao.kernel.roles import Role
from dukao.reporting import services
from dukao.reporting.models import CorrectionRequest, SharedValue
from dukao.reporting.shared_table import Cell
from tests.access import BUSINESS
from tests.conftest import NOW, City
from tests.reporting.planting import line_of, plant_evidence, plant_september, report_of

_READERS = frozenset({Role.REPORTER, Role.UNIT_HEAD, Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_ABOVE = frozenset({Role.OFFICE, Role.LEADER, Role.DISCIPLINE})
_JUDGES = frozenset({Role.LEAD_REVIEWER, Role.OFFICE})
_FILLER, _HEAD, _OFFICE = frozenset({Role.REPORTER}), frozenset({Role.UNIT_HEAD}), frozenset({Role.OFFICE})

ACCESS = {
    "reporting:mine": _READERS,
    "reporting:show": _READERS,
    "reporting:sheet": _READERS,
    "reporting:values": _FILLER,
    "reporting:item": _FILLER,
    "reporting:attach": _FILLER,
    "reporting:remove": _FILLER,
    "reporting:ask_correction": _FILLER | _HEAD,
    "reporting:send": _FILLER,
    "reporting:recall": _FILLER,
    "reporting:sign_back": _HEAD,
    "reporting:submit": _HEAD,
    "reporting:review": _JUDGES,
    "reporting:judge": _JUDGES,
    "reporting:withdraw": _JUDGES,
    "reporting:accept_many": _JUDGES,
    "reporting:checks": _ABOVE,
    "reporting:verify": _OFFICE,
    "reporting:overview": _ABOVE,
    "reporting:open": _OFFICE,
    "reporting:period": _ABOVE,
    "reporting:remind": _OFFICE,
    "reporting:lock": _OFFICE,
    "reporting:export": _ABOVE,
    "reporting:rules": _ABOVE,
    "reporting:shared": _ABOVE,
    "reporting:shared_template": _OFFICE,
    "reporting:shared_upload": _OFFICE,
    "reporting:shared_import": _OFFICE,
    "reporting:corrections": BUSINESS - {Role.PATROL},
    "reporting:decide": _JUDGES,
}


#: The month is the same for everybody; its rows are those of one's scope.
ELSEWHERE = {"reporting:period": _ABOVE, "reporting:export": _ABOVE}


def objects(city: City) -> dict[str, tuple[object, ...]]:
    period = plant_september(city)
    report = report_of(city)
    line, shared_line = line_of(report, "Z-02"), line_of(report, "J-07")
    evidence = plant_evidence(city, line)
    table = "单位代码,指标代码,期间,数值\nB01,J-07,2026-09,44.16"
    request = _doubt(city)
    of_report, of_line = (report.pk,), (report.pk, line.pk)
    return {
        **dict.fromkeys(
            (
                f"reporting:{name}"
                for name in ("show", "sheet", "values", "send", "recall", "sign_back", "submit")
            ),
            of_report,
        ),
        "reporting:item": of_line,
        "reporting:attach": of_line,
        "reporting:remove": (report.pk, evidence.pk),
        "reporting:ask_correction": (report.pk, shared_line.pk),
        **dict.fromkeys((f"reporting:{name}" for name in ("judge", "withdraw", "verify")), (line.pk,)),
        **dict.fromkeys(
            (f"reporting:{name}" for name in ("period", "remind", "lock", "export")), (period.period,)
        ),
        "reporting:shared_import": (keep_source(table.encode()),),
        "reporting:decide": (request.pk,),
    }


def _doubt(city: City) -> CorrectionRequest:
    services.import_shared_values(
        actor=city.actor(city.office), cells=[Cell(2, "B01", "J-07", "2026-09", "44")], source="", at=NOW
    )
    shared = SharedValue.objects.get(period="2026-09")
    return services.request_correction(
        actor=city.actor(city.reporter), shared=shared, proposed=Decimal(45), reason="月报第 3 页。", at=NOW
    )
