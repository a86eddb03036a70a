"""What other libraries read in the same texts, in the form of `inspect text --json`.

Run by benchmarks.evaluate_text with the Python of the environment that holds the peers: `text_peers.py NAME`, cases as
JSON lines on standard input (`text`, `published`), answers as JSON lines on standard output, each with the CPU
milliseconds it took (`ms`). Each peer is used as its documentation shows, with the publication as its reference time.
Imports nothing of the project: the peers' environment does not have it.
"""

from __future__ import annotations

import io
import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta, timezone

Answer = dict[str, object]
Reader = Callable[[str, datetime], Answer]
CHINA = timezone(timedelta(hours=8))
TRIGGER = re.compile(
    r"发生|起火|着火|爆炸|坍塌|垮塌|倒塌|相撞|追尾|侧翻|翻车|地震|袭击|中毒|火灾|事故|泄漏|滑坡|死亡|遇难"
)
DATELINE = re.compile(r"专?电(?!话|梯)|讯|消息")
SENTENCE = re.compile(r"[^。！？!?\n]*")


def reference(published: str | None) -> datetime:
    """The wall time from which a peer counts; a mere date is the end of its day."""
    if not published:
        return datetime(2020, 1, 1)  # noqa: DTZ001 - peers take naive wall times
    at = datetime.fromisoformat(published)
    return (at + timedelta(hours=23, minutes=59) if len(published) == 10 else at).replace(tzinfo=None)


def mention(text: str, said: str, start: int, low: datetime, high: datetime) -> dict[str, object]:
    """One time; the incident's where its sentence speaks of one and it is no dateline: peers know of neither."""
    sentence = next(
        (m[0] for m in SENTENCE.finditer(text) if m.start() <= start < m.end() + 1), text[start : start + 60]
    )
    return {
        "text": said, "start": start, "end": start + len(said),
        "earliest": low.replace(tzinfo=CHINA).isoformat(), "latest": high.replace(tzinfo=CHINA).isoformat(),
        "role": "occurred" if TRIGGER.search(sentence) and not DATELINE.match(text, start + len(said)) else "other",
    }  # fmt: skip


def recognizers() -> Reader:
    """Microsoft Recognizers-Text, Chinese date-time model; the latest reading that is not ahead of the reference."""
    from recognizers_date_time import recognize_datetime  # type: ignore[import-not-found]
    from recognizers_text import Culture  # type: ignore[import-not-found]

    unit = {"date": timedelta(days=1), "datetime": timedelta(minutes=1), "time": timedelta(minutes=1)}

    def bounds(value: dict[str, str], at: datetime) -> tuple[datetime, datetime] | None:
        start, end = value.get("value") or value.get("start"), value.get("value") or value.get("end")
        kind = value["type"]
        if not start or "not resolved" in start:
            return None
        if kind.startswith("time"):
            start, end = f"{at:%Y-%m-%d} {start}", f"{at:%Y-%m-%d} {end or start}"
        try:
            low = datetime.fromisoformat(start)
            return low, low + unit[kind] if kind in unit else max(datetime.fromisoformat(end or start), low)
        except ValueError:
            return None

    def read(text: str, at: datetime) -> Answer:
        times = []
        for found in recognize_datetime(text, Culture.Chinese, reference=at):
            values = (found.resolution or {}).get("values") or []
            spans = [span for value in values if (span := bounds(value, at)) is not None]
            past = [span for span in spans if span[0] <= at]
            if spans:
                low, high = max(past) if past else spans[0]
                times.append(mention(text, found.text, found.start, low, high))
        return {"times": times}

    return read


def jionlp() -> Reader:
    """JioNLP: times found and parsed with the reference as time_base; places by parse_location."""
    with redirect_stdout(io.StringIO()):
        import jionlp as jio  # type: ignore[import-not-found]

    def read(text: str, at: datetime) -> Answer:
        times = []
        base = at.replace(tzinfo=CHINA).timestamp()
        for found in jio.ner.extract_time(text, time_base=base, with_parsing=True) or []:
            try:
                low, high = (datetime.fromisoformat(bound) for bound in found["detail"]["time"])
            except (KeyError, TypeError, ValueError):
                continue  # recurring times and lengths of time have no bounds
            times.append(mention(text, found["text"], found["offset"][0], low, high + timedelta(seconds=1)))
        return {"times": times}

    return read


def dateparser() -> Reader:
    """dateparser's search for dates, Chinese, past preferred."""
    from dateparser.search import search_dates  # type: ignore[import-not-found]

    def read(text: str, at: datetime) -> Answer:
        settings = {"RELATIVE_BASE": at, "PREFER_DATES_FROM": "past"}
        found = search_dates(text, languages=["zh"], settings=settings) or []
        times, start = [], 0
        for said, low in found:
            start = max(text.find(said, start), 0)
            naive = low.replace(tzinfo=None)
            times.append(mention(text, said, start, naive, naive + timedelta(minutes=1)))
        return {"times": times}

    return read


def cpca() -> Reader:
    """cpca: every division the text names, the deepest as the place."""
    import cpca as library  # type: ignore[import-not-found]

    def read(text: str, at: datetime) -> Answer:
        del at
        try:
            table = library.transform_text_with_addrs(text, pos_sensitive=True)
        except Exception:  # noqa: BLE001 - a peer's failure is an answer without places
            return {"places": []}
        places = []
        for row in table.to_dict("records"):
            code = str(row.get("adcode") or "")
            where = [row[key] for key in ("区_pos", "市_pos", "省_pos") if row.get(key, -1) not in (-1, None)]
            name = next((str(row[key]) for key in ("区", "市", "省") if row.get(key)), "")
            start = int(where[0]) if where else 0
            codes = [code] if code else []
            places.append({"text": name, "start": start, "end": start + len(name), "candidates": codes})
        return {"places": places}

    return read


def patterns() -> Reader:
    """What a few regular expressions give: casualties by number and verb, an incident where a word of one stands."""
    number = r"(\d+|[一二两三四五六七八九十百千]+)(?:多|余)?(?:名|人|位)?(?:[^，。；、\d]{0,6})"
    kinds = {"dead": number + r"(?:死亡|遇难|身亡|丧生|罹难)", "injured": number + r"(?:受伤|重伤|轻伤|伤)"}
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}

    def value(said: str) -> int:
        if said.isdigit():
            return int(said)
        total = digit = 0
        for char in said:
            if char in digits:
                digit = digits[char]
            else:
                total, digit = total + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char], 0
        return total + digit

    def read(text: str, at: datetime) -> Answer:
        del at
        tolls = [
            {"kind": kind, "low": value(m[1]), "high": value(m[1]), "text": m[0], "start": m.start(), "end": m.end()}
            for kind, pattern in kinds.items()
            for m in re.finditer(pattern, text)
        ]
        return {"casualties": tolls, "incident_type": "incident" if TRIGGER.search(text) else None}

    return read


PEERS = {"recognizers": recognizers, "jionlp": jionlp, "dateparser": dateparser, "cpca": cpca, "patterns": patterns}


def main() -> int:
    """Read standard input with the peer that is named."""
    reader = PEERS[sys.argv[1]]()
    for line in sys.stdin:
        case = json.loads(line)
        began = time.process_time()
        try:
            answer = reader(case["text"], reference(case["published"]))
        except Exception as error:  # noqa: BLE001 - a peer's crash is counted, and the next case is read
            answer = {"crashed": repr(error)[:200]}
        answer["ms"] = (time.process_time() - began) * 1000
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
