"""A village's clerk sees the own village alone: lists, pages, steps, search, work list. 姚外 guesses addresses."""

import pytest
from django.db.models import Max

from disclosure.admin.steps import FORMS
from disclosure.models import Attachment, Information
from tests.conftest import make_information, make_policy, publish, sign_off

TITLE = "柳堰村不外传的草稿"


@pytest.fixture(params=["draft", "determined", "signed"])
def record(request, village, clerk, reviewer, signer):
    record = make_information(village, clerk, title=TITLE)
    until = {"determined": "determine", "signed": "sign"}.get(request.param)
    return sign_off(record, {"reviewer": reviewer, "signer": signer}, until=until) if until else record


@pytest.fixture
def policy(village, clerk):
    return make_policy(village, clerk, title=TITLE)


def text(answer):
    return answer.content.decode().replace("<wbr>", "")


def test_the_clerk_sees_the_own_record(client, clerk, record):
    client.force_login(clerk)
    assert TITLE in text(client.get("/admin/disclosure/information/"))
    assert client.get(f"/admin/disclosure/information/{record.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?q=柳堰", "?status__exact=draft", "?all=1", "?o=1", "?office__id__exact={office}"]
)
def test_no_list_shows_the_record_to_a_stranger(client, stranger, record, policy, query):
    client.force_login(stranger)
    query = query.format(office=record.office_id)
    assert TITLE not in text(client.get(f"/admin/disclosure/information/{query}"))
    assert TITLE not in text(client.get(f"/admin/policies/policy/{query.replace('status__exact=draft', '')}"))


@pytest.mark.parametrize("tail", ["change/", "history/", "delete/", ""])
def test_no_guessed_page_shows_the_record_to_a_stranger(client, stranger, record, policy, tail):
    client.force_login(stranger)
    for address in (
        f"/admin/disclosure/information/{record.pk}/{tail}",
        f"/admin/policies/policy/{policy.pk}/{tail}",
        f"/admin/disclosure/information/{policy.pk}/{tail}",
    ):
        answer = client.get(address, follow=True)
        assert TITLE not in text(answer)
        assert answer.redirect_chain or answer.status_code in (403, 404)


def test_a_stranger_changes_nothing_by_posting(client, stranger, record):
    client.force_login(stranger)
    before = list(Information.objects.values())
    client.post(f"/admin/disclosure/information/{record.pk}/change/", {"title": "别的"})
    client.post(f"/admin/disclosure/information/{record.pk}/delete/", {"post": "yes"})
    assert list(Information.objects.values()) == before


@pytest.mark.parametrize("verb", FORMS)
def test_no_step_is_there_for_a_stranger(client, stranger, record, policy, verb):
    client.force_login(stranger)
    for pk in (record.pk, policy.pk):
        assert client.get(f"/admin/records/{pk}/{verb}/").status_code == 404
        assert client.post(f"/admin/records/{pk}/{verb}/", {"go": "1", "reason": "x"}).status_code == 404


def test_a_stranger_cannot_tell_a_record_from_none(client, stranger, record):
    client.force_login(stranger)
    none = Information.objects.aggregate(last=Max("pk"))["last"] + 1000
    for pattern in ("/admin/records/{}/determine/", "/admin/disclosure/information/{}/change/"):
        here, nowhere = (client.get(pattern.format(pk)) for pk in (record.pk, none))
        assert here.status_code == nowhere.status_code


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("policies", "relation", "target"),
        ("policies", "cleanup", "notice"),
        ("policies", "cleanuprow", "policy"),
    ],
)
def test_no_search_field_offers_the_record_to_a_stranger(client, stranger, clerk, policy, app, model, field):
    address = f"/admin/autocomplete/?app_label={app}&model_name={model}&field_name={field}&term=柳堰"
    client.force_login(stranger)
    assert TITLE not in text(client.get(address))
    client.force_login(clerk)
    if model == "relation":
        assert client.get(address).json()["results"] == [{"id": str(policy.pk), "text": TITLE}]


def test_the_work_list_shows_the_record_to_its_clerk_alone(client, clerk, stranger, record, policy):
    client.force_login(stranger)
    assert TITLE not in text(client.get("/admin/"))
    client.force_login(clerk)
    assert TITLE in text(client.get("/admin/"))


def test_a_clerk_writes_for_the_own_village_alone(client, clerk, village, other_village):
    client.force_login(clerk)
    page = text(client.get("/admin/disclosure/information/add/"))
    assert village.name in page
    assert other_village.name not in page


def test_a_draft_cannot_be_moved_into_another_village(client, clerk, record, other_village):
    client.force_login(clerk)
    client.post(
        f"/admin/disclosure/information/{record.pk}/change/", {"title": "t", "office": other_village.pk}
    )
    record.refresh_from_db()
    assert record.office_id != other_village.pk


def test_no_file_of_a_draft_is_sent_to_a_stranger(client, clerk, stranger, village):
    record = make_information(village, clerk)
    file = Attachment(information=record)
    file.take(b"x1", "表.txt")
    file.save()
    client.force_login(stranger)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_a_public_record_of_a_village_is_still_not_the_strangers_to_change(
    client, clerk, stranger, reviewer, signer, village
):
    record = publish(make_information(village, clerk, title=TITLE), {"reviewer": reviewer, "signer": signer})
    assert client.get(record.get_absolute_url()).status_code == 200
    client.force_login(stranger)
    assert client.post(f"/admin/records/{record.pk}/revise/", {"go": "1"}).status_code == 404
    assert not record.revisions.exists()


def test_a_file_on_its_way_is_read_by_those_who_work_on_it(client, clerk, stranger, auditor, village):
    record = make_information(village, clerk)
    file = Attachment(information=record)
    file.take("按村轮灌".encode(), "表.txt")
    file.save()
    address = f"/admin/records/{record.pk}/files/{file.pk}/"
    for user, found in ((clerk, 200), (auditor, 200), (stranger, 404)):
        client.force_login(user)
        assert client.get(address).status_code == found
