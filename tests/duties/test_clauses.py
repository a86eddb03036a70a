"""Each quieter clause of the founding documents and of the nation, from pages to what `duties` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.duties.staging import Stage, only, statuses
from tests.simulated import command


def filed(
    title: str, number: str = "", *, issuer: str = "", written: str = "", issued: str = "", effective: str = "",
    published: str, text: str = "", links: str = "",
) -> str:  # fmt: skip
    """A page of a 信息公开目录 with its table."""
    cells = [("索引号", "000014349/2018-00012"), ("发文机关", issuer), ("发文字号", number), ("成文日期", written),
             ("印发日期", issued), ("生效日期", effective), ("发布日期", published)]  # fmt: skip
    rows = "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>" for label, value in cells if value)
    return (
        f"<html><head><title>{title}</title></head><body><table>{rows}</table><h1>{title}</h1>"
        f"<div class='content'><p>各县（区）人民政府，市政府各部门：</p>"
        f"<p>{text or '现印发给你们，请认真贯彻执行。'}</p>{links}</div>"
        "</body></html>"
    )


# -- Lanzhou 2016 -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lanzhou(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("lanzhou"), "620100",
        {"gov": ("兰州市人民政府", "government"), "env": ("兰州市环境保护局", "environment"),
         "anning": ("兰州市安宁区人民政府", "government"), "xigu": ("兰州市西固区人民政府", "government")},
        codes={"anning": "620105", "xigu": "620104"}, levels={"anning": "county", "xigu": "county"},
        rules="lanzhou-2016",
    )  # fmt: skip
    # three policies: explained in time, explained late, never explained
    policies = [("养老服务", "2016-03-07"), ("城市停车", "2016-03-14"), ("共享单车", "2016-04-25")]
    for number, (name, day) in enumerate(policies, 1):
        title = f"兰州市人民政府办公厅关于印发《兰州市{name}管理办法》的通知"
        html = filed(title, f"兰政办发〔2016〕{number}号", issuer="兰州市人民政府办公厅", written=day, published=day)
        stage.publishes("gov", day, title, html=html)
    stage.publishes("gov", "2016-03-10", "《兰州市养老服务管理办法》政策解读")
    stage.publishes("gov", "2016-03-18", "一图读懂《兰州市城市停车管理办法》")
    # the city's own plan, and what the districts made of it
    stage.publishes("gov", "2016-05-03", "兰州市人民政府办公厅关于印发兰州市2016年政务公开工作要点的通知")
    stage.publishes("anning", "2016-06-13", "安宁区2016年政务公开工作实施方案")
    stage.publishes("xigu", "2016-07-05", "西固区2016年政务公开工作实施方案")
    for month in range(1, 13):
        if month != 8:
            stage.publishes("env", f"2016-{month:02d}-20", f"兰州市{month}月份集中式饮用水水源水质状况")
    stage.publishes("gov", "2016-09-08", "兰州市市长做客在线访谈解读“放管服”改革政策")
    stage.publishes("anning", "2016-10-10", "安宁区教育局局长解读义务教育招生政策")
    stage.publishes("gov", "2016-11-01", "市政府督查室关于群众反映供暖问题专项督办结果的通报")
    stage.polls("2016-01-02", "2017-02-28", days=12)
    stage.polls("2016-04-26", "2016-04-26")
    return stage


@pytest.mark.parametrize(
    ("name", "status"), [("养老服务", "met"), ("城市停车", "late"), ("共享单车", "none_found")]
)
def test_a_policy_is_to_be_explained_within_three_working_days(lanzhou: Stage, name: str, status: str) -> None:
    row = only(lanzhou.duties(2016, rule="lz16-interp-3wd"), name)
    assert row["status"] == status


def test_an_interpretation_says_why_it_belongs_to_its_document(lanzhou: Stage) -> None:
    row = only(lanzhou.duties(2016, rule="lz16-interp-3wd"), "养老服务")
    (tie,) = row["document"]["interpretations"]
    assert row["document"]["number"] == "兰政办发〔2016〕1号"
    assert any("同名" in why for why in tie["why"])
    assert "同名" in row["why"]["zh"]


def test_districts_owe_their_own_plan_within_thirty_working_days(lanzhou: Stage) -> None:
    rows = lanzhou.duties(2016, rule="lz16-plan-30wd")
    found = {row["owed_by"][0]["id"]: row["status"] for row in rows}
    assert found["anning"] == "met"  # 30 working days after 3 May end on 15 June
    assert found["xigu"] == "late"
    assert found["env"] == "none_found"
    assert "gov" not in found


def test_a_month_without_water_source_data_is_found(lanzhou: Stage) -> None:
    found = statuses(lanzhou.duties(2016, rule="lz16-water-monthly"))
    assert {month for month, status in found.items() if status != "met"} == {"2016年8月"}
    assert found["2016年8月"] == "none_found"
    (missing,) = [row for row in lanzhou.duties(2016, rule="lz16-water-monthly") if row["status"] == "none_found"]
    assert "限于所监测渠道：env-list、gov-list；未监测微博、微信等渠道" in missing["why"]["zh"]
    assert "on the channels monitored: env-list, gov-list; Weibo and WeChat were not monitored" in missing["why"]["en"]


def test_a_head_who_explains_policy_once_a_year_has_done_it(lanzhou: Stage) -> None:
    rows = {row["owed_by"][0]["id"]: row for row in lanzhou.duties(2016, rule="lz16-head-interp-1")}
    assert rows["gov"]["status"] == "met"
    assert rows["xigu"]["status"] == "none_found"


def test_the_result_of_special_supervision_is_shown_and_never_scored(lanzhou: Stage) -> None:
    row = only(lanzhou.duties(2016, rule="lz16-supervise-result"))
    assert (row["status"], row["scored"]) == ("met", False)


def test_what_heads_hear_need_not_stand_on_the_web(lanzhou: Stage) -> None:
    rows = lanzhou.duties(2016, rule="lz16-head-hearing-1")
    assert {row["status"] for row in rows} <= {"undetermined", "met"}
    assert not any(row["scored"] for row in rows)


def test_nothing_is_due_before_its_day(lanzhou: Stage) -> None:
    rows = lanzhou.duties(2016, rule="lz16-interp-3wd", as_of="2016-04-27T12:00")
    assert only(rows, "共享单车")["status"] == "pending"


# -- Yiyang 2015 ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def yiyang(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("yiyang"), "430900",
        {"gov": ("益阳市人民政府", "government"), "civil": ("益阳市民政局", "civil_affairs"),
         "edu": ("益阳市教育局", "education"), "water": ("益阳市水务局", "water")},
        rules="yiyang-2015",
    )  # fmt: skip
    stage.publishes("civil", "2015-06-02", "益阳市民政局2015年部门预算公开")
    stage.publishes("civil", "2015-06-02", "益阳市民政局2015年“三公”经费预算公开")
    stage.publishes("edu", "2015-06-03", "益阳市教育局2015年部门预算公开", "附2015年“三公”经费预算表。")
    stage.publishes("water", "2015-06-04", "益阳市水务局2015年部门预算公开")
    stage.publishes("water", "2015-08-20", "益阳市水务局2015年“三公”经费预算公开")
    stage.publishes("gov", "2015-09-10", "我市举办依申请公开业务培训班")
    stage.polls("2015-01-05", "2016-02-01", days=12)
    return stage


def test_public_money_for_travel_cars_and_guests_comes_out_with_the_budget(yiyang: Stage) -> None:
    rows = yiyang.duties(2015, rule="yy15-sangong-sync")
    found = {row["owed_by"][0]["id"]: row["status"] for row in rows}
    assert found == {"civil": "met", "edu": "met", "water": "late"}


def test_one_training_in_the_year_is_seen_where_a_page_tells_of_it(yiyang: Stage) -> None:
    row = only(yiyang.duties(2015, rule="yy15-training-1"))
    assert (row["status"], row["scored"]) == ("met", False)
    assert row["fulfilled_by"]


def test_a_place_without_an_hour_limit_says_so(yiyang: Stage) -> None:
    yiyang.duties(2015)
    done = command("duties", "--place", "430900", "--year", "2015", "--db", yiyang.folder / "new.db",
                   "--feeds", yiyang.folder / "feeds.yaml")  # fmt: skip
    assert "没有以小时或日计" in done.stdout.decode().replace("\n  ", "")


# -- Chang'an 2021 ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changan(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("changan"), "610116",
        {"gov": ("西安市长安区人民政府", "government"), "edu": ("西安市长安区教育局", "education"),
         "moe": ("教育部", "education")},
        codes={"moe": "000000"}, levels={"gov": "county", "edu": "county", "moe": "national"},
        rules="changan-2021",
    )  # fmt: skip
    stage.publishes("moe", "2021-03-10", "校外培训领域基层政务公开标准指引")
    stage.publishes("moe", "2021-04-12", "学前教育领域基层政务公开标准指引")
    stage.publishes("edu", "2021-06-09", "长安区校外培训领域基层政务公开标准目录")
    stage.publishes("edu", "2021-08-01", "长安区学前教育领域基层政务公开标准目录")
    stage.publishes("gov", "2021-03-30", "西安市长安区人民政府信息公开指南（2021年修订）")
    stage.publishes("edu", "2021-04-20", "西安市长安区教育局信息公开指南")
    stage.publishes("gov", "2021-04-12", "西安市长安区人民政府信息公开管理办法（2021年修订）")
    stage.publishes("edu", "2021-03-29", "西安市长安区教育局政府信息公开管理办法")
    stage.publishes("gov", "2021-12-20", "长安区26个试点领域基层政务公开标准目录")
    stage.publishes("gov", "2021-12-28", "长安区2021年基层政务公开标准化规范化工作推进情况")
    stage.polls("2021-01-02", "2023-02-01", days=20)
    return stage


def test_catalogues_follow_a_guideline_within_three_months(changan: Stage) -> None:
    found = statuses(changan.duties(2021, rule="ca21-catalog-3m"))
    assert found == {"《校外培训领域基层政务公开标准指引》": "met", "《学前教育领域基层政务公开标准指引》": "late"}


def test_guides_are_due_by_a_day(changan: Stage) -> None:
    rows = {row["owed_by"][0]["id"]: row["status"] for row in changan.duties(2021, rule="ca21-guide-202103")}
    assert rows == {"gov": "met", "edu": "late"}


def test_measures_of_the_same_sentence_are_judged_apart_from_the_guides(changan: Stage) -> None:
    rows = changan.duties(2021, rule="ca21-measures-202103")
    assert {row["owed_by"][0]["id"]: row["status"] for row in rows} == {"gov": "late", "edu": "met"}
    assert {row["deadline"]["earliest"] for row in rows} == {"2021-04-01T00:00:00+08:00"}


def test_without_measures_none_are_found_though_the_guide_is_there(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "610116", {"gov": ("西安市长安区人民政府", "government")}, levels={"gov": "county"},
                  rules="changan-2021")  # fmt: skip
    stage.publishes("gov", "2021-03-30", "西安市长安区人民政府信息公开指南（2021年修订）")
    stage.polls("2021-01-02", "2021-06-01", days=30)
    assert only(stage.duties(2021, rule="ca21-guide-202103"))["status"] == "met"
    assert only(stage.duties(2021, rule="ca21-measures-202103"))["status"] == "none_found"


FIELDS = [
    "国土空间规划", "重大建设项目", "公共资源交易", "财政预决算", "安全生产", "税收管理", "征地补偿",
    "房屋征收", "保障性住房", "农村危房改造", "生态环境", "公共文化服务", "公共法律服务", "扶贫",
    "救灾", "食品药品监管", "城市综合执法", "就业创业", "社会保险", "社会救助", "养老服务",
    "户籍管理", "涉农补贴", "义务教育", "医疗卫生", "市政服务",
]  # fmt: skip


@pytest.mark.parametrize(("last", "status", "found"), [("2021-12-31", "met", 26), ("2022-01-11", "late", 26)])
def test_twenty_six_catalogues_on_pages_of_their_own_are_counted(
    tmp_path: Path, last: str, status: str, found: int
) -> None:
    stage = Stage(tmp_path, "610116", {"gov": ("西安市长安区人民政府", "government")}, levels={"gov": "county"},
                  shown=40, rules="changan-2021")  # fmt: skip
    for number, name in enumerate(FIELDS[:-1]):
        day = f"2021-{number // 3 + 2:02d}-{number % 3 * 9 + 3:02d}"
        stage.publishes("gov", day, f"长安区{name}领域基层政务公开标准目录")
    stage.publishes("gov", "2021-11-02", f"长安区{FIELDS[0]}领域基层政务公开标准目录解读")
    stage.publishes("gov", last, f"长安区{FIELDS[-1]}领域基层政务公开标准目录")
    stage.polls("2021-01-02", "2022-02-01", days=20)
    row = only(stage.duties(2021, rule="ca21-26cat-2021"))
    assert (row["status"], row["found"], row["need"]) == (status, found, 26)
    assert len(row["fulfilled_by"]) == 26
    early = only(stage.duties(2021, rule="ca21-26cat-2021", as_of="2021-06-01T12:00"))
    assert (early["status"], early["found"]) == ("pending", 12)


def test_one_page_may_carry_all_twenty_six_catalogues(changan: Stage) -> None:
    row = only(changan.duties(2021, rule="ca21-26cat-2021"))
    assert (row["status"], row["need"]) == ("met", 26)


def test_progress_is_published_every_year(changan: Stage) -> None:
    rows = {row["owed_by"][0]["id"]: row["status"] for row in changan.duties(2021, rule="ca21-progress-yearly")}
    assert rows == {"gov": "met", "edu": "none_found"}


# -- Shanghai 2019 ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shanghai(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("shanghai"), "310000",
        {"gov": ("上海市人民政府", "government"), "xuhui": ("上海市徐汇区人民政府", "government"),
         "hongkou": ("上海市虹口区人民政府", "government")},
        codes={"xuhui": "310104", "hongkou": "310109"},
        levels={"gov": "province", "xuhui": "county", "hongkou": "county"}, rules="shanghai-2019",
    )  # fmt: skip
    stage.publishes("xuhui", "2019-04-04", "徐汇区2019年政务公开工作要点")
    stage.publishes("hongkou", "2019-04-05", "虹口区2019年政务公开工作要点")
    for number, name in ((11, "食品摊贩管理办法"), (12, "养犬登记规定"), (13, "公共场所除颤器配置办法")):
        title = f"上海市人民政府关于印发《上海市{name}》的通知"
        text = "经市政府第51次常务会议审议通过，现印发给你们。本办法自2019年6月1日起施行。"
        html = filed(title, f"沪府规〔2019〕{number}号", issuer="上海市人民政府", written="2019-04-20",
                     published="2019-04-22", text=text)  # fmt: skip
        stage.publishes("gov", "2019-04-22", title, html=html)
    for day, issue, name in (("05-20", 10, "食品摊贩管理办法"), ("06-20", 12, "养犬登记规定")):
        stage.publishes("gov", f"2019-{day}", f"上海市人民政府公报2019年第{issue}期", f"本期目录：《上海市{name}》等。")
    stage.publishes("gov", "2019-04-24", "《上海市食品摊贩管理办法》解读")
    stage.polls("2019-01-02", "2020-02-01", days=12)
    return stage


def test_the_districts_plan_is_due_thirty_calendar_days_after_issue(shanghai: Stage) -> None:
    rows = {row["owed_by"][0]["id"]: row["status"] for row in shanghai.duties(2019, rule="sh19-plan-30d")}
    assert rows == {"xuhui": "met", "hongkou": "late"}


def test_the_gazette_before_the_day_of_effect_is_a_goal_whose_outcome_is_shown(shanghai: Stage) -> None:
    rows = shanghai.duties(2019, rule="sh19-gazette-before-effect")
    found = {row["document"]["name"]: (row["status"], row["as_worded"]) for row in rows}
    assert found == {
        "上海市食品摊贩管理办法": ("met", None),
        "上海市养犬登记规定": ("undetermined", "late"),
        "上海市公共场所除颤器配置办法": ("undetermined", "none_found"),
    }


def test_every_file_put_to_the_standing_meeting_wants_an_interpretation(shanghai: Stage) -> None:
    rows = shanghai.duties(2019, rule="sh19-interp-all")
    found = {row["document"]["name"]: row["status"] for row in rows}
    assert found["上海市食品摊贩管理办法"] == "met"
    assert found["上海市养犬登记规定"] == "undetermined"
    assert not any(row["scored"] for row in rows)


# -- Bazhong 2017 -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bazhong(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("bazhong"), "511900",
        {"gov": ("巴中市人民政府", "government"), "edu": ("巴中市教育局", "education")}, rules="bazhong-2017",
    )  # fmt: skip
    for number, name, issued, day in (
        (5, "城市管理办法", "2018-03-05", "2018-03-08"),
        (6, "户外广告管理办法", "2018-03-05", "2018-03-12"),
        (7, "电动车管理办法", "", "2018-03-20"),
    ):
        title = f"巴中市人民政府关于印发《巴中市{name}》的通知"
        html = filed(title, f"巴府发〔2018〕{number}号", issuer="巴中市人民政府", written="2018-03-01", issued=issued,
                     published=day)  # fmt: skip
        stage.publishes("gov", day, title, html=html)
    title = "巴中市人民政府关于印发《巴中市旅游民宿管理办法》的通知"
    html = filed(title, "巴府发〔2017〕9号", issuer="巴中市人民政府", issued="2017-05-02", published="2017-06-01")
    stage.publishes("gov", "2017-06-01", title, html=html)
    stage.publishes("gov", "2017-03-01", "巴中市人民政府办公室印发《关于全面推进政务公开工作的实施意见》的通知",
                    html=filed("巴中市人民政府办公室印发《关于全面推进政务公开工作的实施意见》的通知",
                               issuer="巴中市人民政府办公室", issued="2017-02-20", published="2017-03-01"))  # fmt: skip
    stage.polls("2017-01-02", "2019-01-20", days=15)
    return stage


def test_normative_documents_are_public_within_three_working_days_of_issue(bazhong: Stage) -> None:
    rows = bazhong.duties(2018, rule="bz17-doc-3wd")
    found = {row["document"]["name"]: row["status"] for row in rows}
    assert found == {
        "巴中市城市管理办法": "met",
        "巴中市户外广告管理办法": "late",
        "巴中市电动车管理办法": "undetermined",  # signed on the first, issued nobody knows when
    }


def test_a_document_from_before_the_text_was_surely_in_force_faults_nobody(bazhong: Stage) -> None:
    row = only(bazhong.duties(2017, rule="bz17-doc-3wd"), "民宿")
    assert (row["status"], row["as_worded"]) == ("applicability_unknown", "late")


def test_rules_that_need_only_be_made_are_shown_and_not_scored(bazhong: Stage) -> None:
    rows = bazhong.duties(2017, rule="bz17-plan-20wd")
    assert {row["owed_by"][0]["id"] for row in rows} == {"edu"}
    assert all(row["status"] not in ("late", "none_found") and not row["scored"] for row in rows)


# -- national ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = Stage(
        tmp_path_factory.mktemp("nation"), "330100",
        {"gov": ("杭州市人民政府", "government"), "env": ("杭州市生态环境局", "environment"),
         "edu": ("杭州市教育局", "education")},
        rules="cn-ogi-2019, cn-majordecision-713",
    )  # fmt: skip
    stage.publishes("gov", "2021-03-30", "杭州市2020年政府信息公开工作年度报告")
    stage.publishes("env", "2021-01-29", "杭州市生态环境局2020年政府信息公开工作年度报告")
    stage.publishes("edu", "2021-02-26", "杭州市教育局2020年政府信息公开工作年度报告")
    for number, made, day in ((1, "2021-03-01", "2021-03-26"), (2, "2021-03-01", "2021-04-06")):
        title = f"杭州市人民政府关于2021年第{number}批历史建筑保护的意见"
        html = filed(title, f"杭政函〔2021〕{number}号", issuer="杭州市人民政府", written=made, published=day)
        stage.publishes("gov", day, title, html=html)
    stage.publishes("gov", "2021-05-10", "关于公开征求《杭州市停车办法（征求意见稿）》意见的公告",
                    "现公开征求意见，期限为2021年5月10日至2021年6月10日，欢迎提出意见。")  # fmt: skip
    stage.publishes("gov", "2021-07-10", "关于公开征求《杭州市雨污分流办法（征求意见稿）》意见的公告",
                    "请于2021年7月20日前将意见反馈我办。")  # fmt: skip
    stage.polls("2020-12-01", "2022-02-01", days=12)
    return stage


def test_information_is_public_twenty_working_days_after_it_was_made(nation: Stage) -> None:
    found = [row["status"] for row in nation.duties(2021, rule="ogi19-26-20wd")]
    assert found == ["met", "late"]


def test_annual_reports_are_due_by_the_end_of_january_and_of_march(nation: Stage) -> None:
    departments = {row["owed_by"][0]["id"]: row["status"] for row in nation.duties(2021, rule="ogi19-49-dept-report")}
    assert departments == {"env": "met", "edu": "late"}
    assert [row["status"] for row in nation.duties(2021, rule="ogi19-49-gov-report")] == ["met"]


def test_a_draft_is_open_for_thirty_days_at_least(nation: Stage) -> None:
    rows = nation.duties(2021, rule="md-15-30d")
    found = {row["document"]["name"]: (row["status"], row["as_worded"], row["scored"]) for row in rows}
    assert list(found.values()) == [("met", None, False), ("undetermined", "late", False)]


def test_a_year_whose_calendar_is_not_known_is_undetermined(tmp_path: Path) -> None:
    stage = Stage(tmp_path, "330100", {"gov": ("杭州市人民政府", "government")}, rules="cn-ogi-2019")
    title = "杭州市人民政府关于加强历史建筑保护的意见"
    html = filed(title, "杭政函〔2030〕1号", issuer="杭州市人民政府", written="2030-03-01", published="2030-05-06")
    stage.publishes("gov", "2030-05-06", title, html=html)
    stage.polls("2030-03-01", "2030-07-01", days=10)
    row = only(stage.duties(2030, rule="ogi19-26-20wd", as_of="2030-07-02"))
    assert (row["status"], row["reason"]) == ("undetermined", "calendar_unknown")
