"""The JSON that scripts rely on."""

from __future__ import annotations

import json

import pytest

from monitor.core.applies import grading_of
from monitor.core.moment import Moment
from monitor.core.release import Link
from monitor.core.timeline import build
from monitor.core.verdict import Status, judge_all
from monitor.renderers.contract import envelope, grade_json, incident_json, timeline_json, verdict_json
from tests.building import INFO_5H, at, dossier, moment, place_name, release, watch
from tests.renderers.cases import CASES, INSTRUMENTS, conference, judged, notice, verdict_of

INCIDENT = {
    "id", "name", "type", "place", "onset", "first_public", "grade", "casualties", "releases", "verdicts",
}  # fmt: skip
RELEASE = {"url", "title", "agency", "role", "published", "held", "official", "copies", "flags", "link"}
VERDICT = {
    "rule", "instrument", "status", "clock", "clock_sensitive", "started", "deadline", "fulfilled",
    "fulfilled_by", "elapsed_hours", "coverage", "readings", "why", "evidence",
}  # fmt: skip
ENTRY = {"at", "kind", "text", "url", "agency", "evidence"}


@pytest.mark.parametrize("status", list(CASES))
def test_every_promised_key_is_there_whatever_the_outcome(status: Status) -> None:
    one, verdicts = judged(status)
    answer = timeline_json(one, verdicts, build(one, verdicts), place_name=place_name)
    assert set(answer) >= INCIDENT | {"entries"}
    assert all(set(each) >= RELEASE for each in answer["releases"])
    assert all(set(each) >= VERDICT for each in answer["verdicts"])
    assert all(set(each) >= ENTRY for each in answer["entries"])
    assert {v["rule"]: v["status"] for v in answer["verdicts"]}[INFO_5H.id] == status.value
    assert json.loads(json.dumps(answer)) == answer


def test_an_incident_is_told_in_the_words_of_the_contract() -> None:
    one, verdicts = judged(Status.MET)
    answer = incident_json(one, verdicts, place_name=place_name)
    assert answer["type"] == "事故灾难/爆炸"
    assert answer["place"] == {"adcode": "990100", "name": "滨江市"}
    assert answer["onset"] == {"earliest": "2023-04-18T12:57:00+08:00", "latest": "2023-04-18T12:58:00+08:00"}
    assert answer["casualties"] == {"dead": {"low": 12, "high": 12}}
    assert answer["grade"] == {
        "value": "重大",
        "basis": "derived",
        "known_at": {"earliest": "2023-04-18T16:00:00+08:00", "latest": "2023-04-18T16:01:00+08:00"},
        "admitted": ["重大"],
        "source": answer["grade"]["source"],
    }
    first, second = answer["releases"]
    assert first["published"] == {
        "earliest": "2023-04-18T15:50:00+08:00",
        "latest": "2023-04-18T15:51:00+08:00",
        "basis": "claimed",
    }
    assert first["link"] == {
        "score": 0.93, "by": "rule", "author": None, "why": ["地点一致：滨江市", "时间相符"], "doubtful": False,
        "why_en": ["地点一致：滨江市", "时间相符"],  # not the words of a rule: told as they stand
    }  # fmt: skip
    assert second["held"] == {"earliest": "2023-04-19T09:00:00+08:00", "latest": "2023-04-19T09:01:00+08:00"}


def test_what_is_not_known_is_null_and_never_made_up() -> None:
    one = dossier(onset=None, place=None, type=None, dead=None, releases=[notice(claimed=None, absent=None)])
    answer = incident_json(one, judge_all(INSTRUMENTS, one))
    assert [answer[key] for key in ("type", "place", "onset", "first_public")] == [None] * 4
    assert answer["casualties"] == {}
    assert answer["grade"]["value"] is None
    assert answer["releases"][0]["published"] == {
        "earliest": None,
        "latest": "2023-04-18T16:00:00+08:00",
        "basis": "observed",
    }


def test_a_place_without_a_name_in_the_gazetteer_is_called_as_printed() -> None:
    one = dossier(place="990102")
    assert incident_json(one, ())["place"] == {"adcode": "990102", "name": "滨江市临港区"}


def test_several_admitted_grades_are_listed_and_none_is_chosen() -> None:
    answer = grade_json(grading_of(dossier(dead=None)))
    assert (answer["value"], answer["basis"]) == (None, "none")
    assert answer["admitted"] == ["特别重大", "重大", "较大", "一般", "其他"]


def test_a_person_who_tied_a_page_is_named() -> None:
    one = dossier(releases=[release(link=Link(1.0, "李敏", ("本人核对",)))])
    link = incident_json(one, ())["releases"][0]["link"]
    assert (link["by"], link["author"]) == ("person", "李敏")


def test_flags_of_page_and_publication_are_joined_once() -> None:
    one = dossier(
        releases=[
            notice(claimed=moment("2023-04-18 15:00"), seen="2023-04-21 09:00", absent="2023-04-21 08:45",
                   flags=("claimed_before_observed", "claims_conflict"))
        ]
    )  # fmt: skip
    assert incident_json(one, ())["releases"][0]["flags"] == ["claimed_before_observed", "claims_conflict"]


@pytest.mark.parametrize(
    ("published", "low", "high"),
    [
        (moment("2023-04-18 15:57"), 2.9, 3.1),  # 2 h 59 min to 3 h 1 min
        (moment("2023-04-18"), 0.0, 11.1),
        (moment("2023-04-18 14:00", "2023-04-18 16:00"), 1.0, 3.1),
    ],
)
def test_elapsed_hours_are_rounded_outwards(published: Moment, low: float, high: float) -> None:
    one = dossier(releases=[notice(claimed=published, seen="2023-04-20 09:00", absent=None)], watches=[watch()])
    verdict = next(v for v in judge_all(INSTRUMENTS, one) if v.clause.id == INFO_5H.id)
    assert verdict_json(verdict)["elapsed_hours"] == {"min": low, "max": high}


def test_holes_carry_feed_and_cause() -> None:
    answer = verdict_json(verdict_of(Status.UNOBSERVED))
    assert answer["coverage"] == {
        "complete": False,
        "holes": [
            {
                "feed": "binjiang-gov-news",
                "start": "2023-04-18T13:00:00+08:00",
                "end": "2023-04-18T17:58:00+08:00",
                "cause": "failed:http_error,timeout",
            }
        ],
    }


def test_grave_verdicts_name_the_channels() -> None:
    answer = verdict_json(verdict_of(Status.NONE_FOUND))
    assert [each["feed"] for each in answer["channels"]] == ["binjiang-gov-news"]
    assert "限于所监测渠道：binjiang-gov-news" in answer["why"]["zh"]
    assert "on the channels monitored: binjiang-gov-news" in answer["why"]["en"]


def test_the_envelope_is_versioned() -> None:
    assert envelope(at("2023-04-25 08:00"), []) == {
        "schema": 1,
        "as_of": "2023-04-25T08:00:00+08:00",
        "incidents": [],
    }


def test_the_same_dossier_gives_the_same_bytes() -> None:
    def whole() -> str:
        one = dossier(releases=[notice(), conference()], watches=[watch()])
        verdicts = judge_all(INSTRUMENTS, one)
        return json.dumps(timeline_json(one, verdicts, build(one, verdicts)), ensure_ascii=False)

    assert whole() == whole()
