"""Every derivation of a run as one JSON document, with the digests of what it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from dukao.scoring.result import Result


def reasons(results: Sequence[Result], units: Iterable[tuple[Result, str]]) -> str:
    """The derivations of these units, each of one of the results, which share scheme and facts."""
    document = {
        "scheme": results[0].scheme.code,
        "scheme_digest": results[0].scheme_digest,
        "facts_digest": results[0].facts_digest,
        "engine_version": results[0].engine_version,
        "results": {str(result.period): result.digest() for result in results},
        "derivations": [result.explain(unit).as_json() for result, unit in units],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
