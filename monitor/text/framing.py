"""A page's words read with what is known of the page; and pages of which it is sure beforehand that none need be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.core.dossier import specificity
from monitor.core.floating import AD_HOC
from monitor.core.linking import speaks_of_incident
from monitor.core.linking_features import MONTH_DAY
from monitor.core.moment import Moment
from monitor.core.packed import Packed
from monitor.core.statement import Statement
from monitor.text import _role_words as words
from monitor.text._clues import Clue, held
from monitor.text._patterns import as_written
from monitor.text.casualties import read_tolls
from monitor.text.names import may_name_day, read_names
from monitor.text.read import read
from monitor.text.repair import normalise
from monitor.text.types import read_type

_SUSPECT = as_written(r"嫌疑人|行凶|抓捕|刑事拘留|刑拘|投案")
_ANSWERS = tuple((form, Clue(form)) for form in (words.REFUTATION, words.INTERPRETATION))
_NOTHING = Statement()


@dataclass(frozen=True, slots=True)
class Frame(Packed):
    """What the words of a page are read with."""

    published: Moment
    home: str | None  # code of the place for which the site speaks
    office: str | None  # whose site it is, None where it is a medium's


def read_framed(title: str, text: str, source: str | None, frame: Frame) -> Statement:
    """What a page's words say, with what its frame adds where they leave the kind open.

    A police notice that speaks of suspects is of a crime; the name of a body that exists for one incident (the
    page's ``source``, or its office) says its date and its kind.
    """
    said = read(text, title=title, published=frame.published, home=frame.home)
    if said.incident_type is None and title.strip().startswith("警情") and _SUSPECT.search(text[:400]):
        said = replace(said, incident_type="社会安全/刑事案件")
    body = source or frame.office or ""
    if AD_HOC.search(body) is None:
        return said
    kind = read_type("", body)
    names = tuple(dict.fromkeys((*said.names, *read_names(body))))
    told = said.incident_type is not None and specificity(said.incident_type) > 0
    if told or kind is None or not specificity(kind):
        return replace(said, names=names)
    return replace(said, names=names, incident_type=kind)


def surely_none(title: str, text: str, source: str | None, frame: Frame) -> bool:
    """Reading the words would find no mark of an incident: nothing that `speaks_of_incident` asks for.

    A third of the work of reading them: most pages of a government site are everyday ones.
    """
    if title.strip().startswith("警情") or AD_HOC.search(source or frame.office or "") is not None:
        return False
    if speaks_of_incident(title, _NOTHING, official=frame.office is not None):
        return False
    plain, heading = normalise(text), normalise(title)
    # Without a kind or figures these are the only forms in which a text answers.
    whole, clues = f"{heading}\n{plain}", held(plain) | held(heading)
    if any(clue.among(clues) and form.search(whole) for form, clue in _ANSWERS):
        return False
    if read_type(plain, heading) is not None or read_tolls(plain):
        return False
    return not (
        may_name_day(plain, heading) and any(MONTH_DAY.match(name) for name in read_names(plain, heading))
    )
