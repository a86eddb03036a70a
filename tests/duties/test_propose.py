"""`rules propose`: from a page or a text to a draft that loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.rulebook import load_rules
from tests.simulated import article_page, command, site
from tests.text.test_policies import POLICY

FEEDS = (
    "schema: 1\nagencies:\n  - {id: gov, name: 滨江市人民政府, adcode: '330100', level: prefecture}\n"
    "feeds:\n  - {id: news, url: 'https://www.binjiang.example/', agency: gov, carries: [releases]}\n"
)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("page", [True, False])
def test_a_draft_loads_as_it_stands_and_scores_nobody(tmp_path: Path, charset: str, page: bool) -> None:
    title, _, rest = POLICY.partition("\n")
    text = article_page(title, "2022-04-01", rest.replace("\n", "</p><p>")) if page else POLICY
    source, out = tmp_path / "plan.txt", tmp_path / "rules" / "990100-draft.yaml"
    out.parent.mkdir()
    source.write_bytes(text.encode(charset))
    done = command("rules", "propose", source, "--out", out)
    assert done.returncode == 0, done.stderr.decode()
    (one,) = load_rules([out.parent]).values()
    assert len(one.clauses) == 12
    assert one.number == "滨政办发〔2022〕8号"
    assert not any(clause.scored for clause in one.clauses)


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(POLICY, "utf-8")
    assert command("rules", "propose", source, "--out", source).returncode == 2
    assert source.read_text("utf-8") == POLICY


def test_an_address_is_fetched_by_the_guarded_client(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.yaml"
    with site() as web:
        title, _, rest = POLICY.partition("\n")
        web.put("/plan.html", article_page(title, "2022-04-01", rest.replace("\n", "</p><p>")))
        feeds.write_text(FEEDS, "utf-8")
        refused = command("rules", "propose", f"{web.root}/plan.html", "--feeds", feeds)
        assert refused.returncode == 2
        assert web.asked("/plan.html") == 0
        feeds.write_text(
            f"{FEEDS}fetching: {{delay: 1s, private_hosts: [127.0.0.1]}}\n", "utf-8"
        )
        done = command("rules", "propose", f"{web.root}/plan.html", "--feeds", feeds, "--json")
        assert done.returncode == 0, done.stderr.decode()
        assert len(json.loads(done.stdout)["proposals"]) == 12


def test_what_a_machine_gets_says_where_each_duty_stands(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(POLICY, "utf-8")
    answer = json.loads(command("rules", "propose", source, "--json").stdout)
    for one in answer["proposals"]:
        assert answer["text"][one["start"] : one["end"]] == one["quote"]
