"""The column: sections in their order, no blank category in public, cadence, statements, who sees what is owed."""

from datetime import timedelta

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, worklist
from disclosure import cadence
from disclosure.column import Column
from disclosure.models import Audience, Category, Entry, NothingStatement
from disclosure.refusal import Refused
from tests.conftest import make_information, moment, publish

DAYS = st.dates(min_value=clock.today().replace(year=2000), max_value=clock.today().replace(year=2090))


def panel(user, title, day=None):
    found = [one for one in worklist.panels(user, day or clock.today()) if one.title == title]
    return found[0].tasks if found else []


def category(slug):
    return Category.objects.get(slug=slug)


def make_statement(slug, officer, **values):
    today = clock.today()
    return NothingStatement.objects.create(
        category=category(slug),
        entered_by=officer,
        stated_on=today,
        review_on=today + timedelta(days=180),
        **values,
    )


# Cadence ---------------------------------------------------------------------------------------------------
@given(DAYS, st.sampled_from(sorted(cadence.MONTHS)))
def test_the_next_update_is_due_so_many_months_later(last, rhythm):
    due = cadence.due_on(rhythm, last)
    assert (due.year - last.year) * 12 + due.month - last.month == cadence.MONTHS[rhythm]
    assert due.day == last.day or (due + timedelta(days=1)).day == 1


@given(st.none() | DAYS)
def test_without_a_rhythm_nothing_is_ever_due(last):
    assert cadence.due_on(cadence.PROMPT, last) is None


def test_without_a_first_record_there_is_nothing_to_count_from():
    assert cadence.due_on("monthly", None) is None


# Sections and blank categories -----------------------------------------------------------------------------
def test_the_five_sections_stand_in_their_official_order(client, town):
    page = lxml.html.fromstring(client.get("/disclosure/").content)
    names = [link.text_content() for link in page.xpath("//nav[@class='sections']//a")]
    assert names == ["公开指南", "公开制度", "法定主动公开内容", "公开年报", "依申请公开"]


def test_a_blank_category_is_neither_listed_nor_found(client, department, cast):
    assert client.get(category("water").get_absolute_url()).status_code == 404
    publish(make_information(department, cast["drafter"], category=category("water")), cast)
    assert client.get(category("water").get_absolute_url()).status_code == 200
    page = client.get("/disclosure/").content.decode()
    assert "农田水利工程" in page and "土地征收" not in page


def test_a_category_above_is_public_with_the_first_record_below_it(client, department, cast):
    publish(make_information(department, cast["drafter"], category=category("water")), cast)
    page = client.get(category("rural").get_absolute_url())
    assert page.status_code == 200
    assert "农田水利工程" in page.content.decode()


def test_an_empty_section_of_rules_says_that_it_is_being_prepared(client, town):
    assert "正在整理" in client.get("/disclosure/c/regulations/").content.decode()


# Statements ------------------------------------------------------------------------------------------------
def test_a_confirmed_statement_makes_a_category_public_and_says_until_when(client, officer, signer):
    make_statement("water", officer, explanation="本镇没有在建的农田水利工程。").confirm(by=signer)
    page = client.get(category("water").get_absolute_url()).content.decode()
    assert "本机关无此类信息" in page and "本镇没有在建的农田水利工程" in page
    assert str(clock.today() + timedelta(days=180)) in page


def test_a_statement_that_nobody_confirmed_is_not_public(client, officer):
    make_statement("water", officer)
    assert client.get(category("water").get_absolute_url()).status_code == 404


def test_whoever_entered_a_statement_does_not_confirm_it(town, officer, signer):
    statement = make_statement("water", signer)
    with pytest.raises(Refused, match="不得为同一人"):
        statement.confirm(by=signer)
    with pytest.raises(Refused, match="签发人"):
        statement.confirm(by=officer)


def test_a_category_with_records_takes_no_statement(department, officer, signer, cast):
    publish(make_information(department, cast["drafter"], category=category("water")), cast)
    with pytest.raises(Refused, match="已有公开的信息"):
        make_statement("water", officer).confirm(by=signer)


def test_a_statement_with_personal_data_is_not_confirmed(town, officer, signer):
    statement = make_statement("water", officer, explanation="问题请找13800138000。")
    with pytest.raises(Refused, match="疑似个人信息"):
        statement.confirm(by=signer)


def test_a_statement_is_for_a_year_at_most(town, officer):
    statement = make_statement("water", officer)
    statement.review_on = statement.stated_on + timedelta(days=400)
    with pytest.raises(Exception, match="一年"):
        statement.clean()


def test_a_statement_is_looked_at_again_on_its_day(officer, auditor, signer):
    make_statement("water", officer).confirm(by=signer)
    later = clock.today() + timedelta(days=180)
    title = "到期应复查的无此类信息声明"
    assert not panel(officer, title)
    assert len(panel(officer, title, later)) == len(panel(auditor, title, later)) == 1


# What is owed ----------------------------------------------------------------------------------------------
def test_blank_categories_stand_on_the_lists_of_officer_and_auditor(officer, auditor, drafter):
    blank = len([one for one in Category.objects.all() if not one.children.exists()])
    for user in (officer, auditor):
        found = [one for one in worklist.panels(user, clock.today()) if one.title == "空白栏目"]
        assert found[0].total == blank
    assert not panel(drafter, "空白栏目")


def test_a_category_that_should_have_been_updated_is_seen_without_looking_for_it(
    department, officer, auditor, cast
):
    finance = category("village-finance")
    with clock.at(moment("2026-01-10 09:00")):
        publish(make_information(department, cast["drafter"], category=finance), cast)
    due = clock.today().replace(2026, 2, 10)
    title = "应更新未更新的栏目"
    for user in (officer, auditor):
        assert not panel(user, title, due)
        (task,) = panel(user, title, due + timedelta(days=1))
        assert (task.title, task.due_on) == ("村级财务", due)


def test_a_record_below_keeps_the_cadence_of_the_category_above(department, cast):
    Category.objects.filter(slug="villages").update(cadence="yearly")
    publish(make_information(department, cast["drafter"], category=category("village-finance")), cast)
    node = Column().nodes[category("villages").pk]
    assert node.update_due_on == cadence.months_later(clock.today(), 12)


def test_a_record_past_its_day_and_still_not_published_is_seen_without_looking_for_it(
    department, officer, auditor, drafter
):
    with clock.at(moment("2026-03-02 09:00")):
        make_information(department, drafter, written_on=clock.today(), title="该公开了")
    for user in (officer, auditor, drafter):
        (task,) = panel(user, "逾期尚未公开的信息", clock.today().replace(2026, 6, 1))
        assert task.title == "该公开了" and task.due_on.isoformat() == "2026-03-30"
        assert not panel(user, "逾期尚未公开的信息", clock.today().replace(2026, 3, 30))


def test_a_record_published_late_is_seen_without_looking_for_it(department, officer, auditor, cast):
    publish(make_information(department, cast["drafter"], written_on=clock.today().replace(year=2020)), cast)
    assert Entry.objects.get().late is True
    for user in (officer, auditor):
        assert len(panel(user, "近三个月逾期公开的信息")) == 1


def test_the_column_costs_three_queries_whatever_it_holds(department, cast, django_assert_num_queries):
    for slug in ("water", "notices", "homestead"):
        publish(make_information(department, cast["drafter"], category=category(slug)), cast)
    with django_assert_num_queries(3):
        column = Column()
        [node.category.lineage for node in column.public()]


# For whom --------------------------------------------------------------------------------------------------
def test_a_category_for_graduates_is_a_feed_for_graduates(client, department, cast):
    graduates = Audience.objects.create(name="高校毕业生", slug="graduates")
    category("employment").audiences.add(graduates)
    publish(
        make_information(department, cast["drafter"], category=category("employment"), title="补贴"), cast
    )
    labelled = make_information(department, cast["drafter"], title="专场招聘")
    labelled.audiences.add(graduates)
    publish(labelled, cast)
    publish(make_information(department, cast["drafter"], title="停电"), cast)
    feed = client.get("/disclosure/catalogue/?audience=graduates&format=atom").content.decode()
    assert "补贴" in feed and "专场招聘" in feed and "停电" not in feed


def test_a_statement_ends_with_the_first_record_and_does_not_come_back_with_its_withdrawal(
    client, department, officer, signer, cast
):
    make_statement("water", officer).confirm(by=signer)
    record = publish(make_information(department, cast["drafter"], category=category("water")), cast)
    assert not NothingStatement.objects.standing().exists()
    record.withdraw(by=signer, kind="error", reason="错")
    assert client.get(category("water").get_absolute_url()).status_code == 404
    assert category("water") in [node.category for node in Column().blank()]


def test_a_statement_stands_until_the_hour_of_a_record_that_is_set(client, department, officer, signer, cast):
    make_statement("water", officer).confirm(by=signer)
    hour = clock.now() + timedelta(days=2)
    publish(make_information(department, cast["drafter"], category=category("water")), cast, at=hour)
    assert NothingStatement.objects.standing().exists()
    with clock.at(hour):
        assert not NothingStatement.objects.standing().exists()
