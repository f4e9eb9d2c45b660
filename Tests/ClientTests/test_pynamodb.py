"""PynamoDB, a mapper of objects that many Python programs use instead of boto3."""

import datetime
import uuid

import pytest

pytest.importorskip("pynamodb", reason="Tools/setup --tests installs it")

from pynamodb.attributes import (  # noqa: E402
    BooleanAttribute, JSONAttribute, ListAttribute, MapAttribute, NumberAttribute, NumberSetAttribute,
    TTLAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute, VersionAttribute)
from pynamodb.connection import Connection  # noqa: E402
from pynamodb.exceptions import (  # noqa: E402
    DoesNotExist, PutError, TableDoesNotExist, TransactWriteError, UpdateError)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex  # noqa: E402
from pynamodb.models import Model  # noqa: E402
from pynamodb.transactions import TransactGet, TransactWrite  # noqa: E402

from conftest import settings  # noqa: E402


class Place(MapAttribute):
    city = UnicodeAttribute()
    zone = NumberAttribute(null=True)


class ByCountry(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-country"
        projection = AllProjection()

    country = UnicodeAttribute(hash_key=True)
    clicks = NumberAttribute(range_key=True)


class ByDay(LocalSecondaryIndex):
    class Meta:
        index_name = "by-day"
        projection = KeysOnlyProjection()

    link = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)


@pytest.fixture(scope="module")
def link_model(server):
    """A model of a table of its own, with an index of each kind."""
    known = settings(server)

    class Link(Model):
        class Meta:
            table_name = "pynamo" + uuid.uuid4().hex
            host = known["endpoint_url"]
            region = known["region_name"]
            aws_access_key_id = known.get("aws_access_key_id")
            aws_secret_access_key = known.get("aws_secret_access_key")
            billing_mode = "PAY_PER_REQUEST"
            tags = {"team": "links"}

        link = UnicodeAttribute(hash_key=True)
        part = NumberAttribute(range_key=True)
        by_country = ByCountry()
        by_day = ByDay()
        country = UnicodeAttribute(null=True)
        clicks = NumberAttribute(null=True, default=0)
        day = UnicodeAttribute(null=True)
        place = Place(null=True)
        words = ListAttribute(of=UnicodeAttribute, null=True)
        labels = UnicodeSetAttribute(null=True)
        codes = NumberSetAttribute(null=True)
        seen = UTCDateTimeAttribute(null=True)
        extra = JSONAttribute(null=True)
        active = BooleanAttribute(null=True)
        ends = TTLAttribute(null=True)
        version = VersionAttribute()

    assert not Link.exists()
    Link.create_table(wait=True)
    assert Link.exists()
    yield Link
    Link.delete_table()
    assert not Link.exists()


def test_a_model_s_table_is_described_as_it_was_made(client, link_model):
    described = link_model.describe_table()
    assert described["TableStatus"] == "ACTIVE"
    assert {index["IndexName"] for index in described["GlobalSecondaryIndexes"]} == {"by-country"}
    assert {index["IndexName"] for index in described["LocalSecondaryIndexes"]} == {"by-day"}
    name = link_model.Meta.table_name
    life = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert life == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ends"}
    tags = client.list_tags_of_resource(ResourceArn=described["TableArn"])["Tags"]
    assert tags == [{"Key": "team", "Value": "links"}]


def test_objects_come_back_as_they_were_saved(link_model):
    seen = datetime.datetime(2026, 12, 1, 4, 5, 6, 789000, tzinfo=datetime.timezone.utc)
    ends = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(hours=1)
    link_model(
        "whole", 1, country="PE", clicks=7, day="2026-12-01", place=Place(city="Cusco", zone=-5),
        words=["a", "b"], labels={"x", "y"}, codes={1, 2.5}, seen=seen, extra={"deep": [1, {"er": None}]},
        active=True, ends=ends).save()
    found = link_model.get("whole", 1, consistent_read=True)
    assert (found.place.city, found.place.zone) == ("Cusco", -5)
    assert (found.words, found.labels, found.codes) == (["a", "b"], {"x", "y"}, {1, 2.5})
    assert (found.seen, found.extra, found.active, found.ends) == (seen, {"deep": [1, {"er": None}]}, True, ends)
    assert found.version == 1
    found.delete()
    with pytest.raises(DoesNotExist):
        link_model.get("whole", 1)


def test_updates_conditions_and_versions(link_model):
    link = link_model("counted", 1, country="PE")
    link.save(condition=link_model.link.does_not_exist())
    with pytest.raises(PutError) as failure:
        link_model("counted", 1).save(condition=link_model.link.does_not_exist())
    assert failure.value.cause_response_code == "ConditionalCheckFailedException"
    link.update(actions=[
        link_model.clicks.add(5), link_model.words.set(["one"]), link_model.labels.add({"new"}),
        link_model.country.remove()])
    assert (link.clicks, link.words, link.labels, link.country) == (5, ["one"], {"new"}, None)
    link.update(
        actions=[link_model.words.set(link_model.words.append(["two"]))],
        condition=(link_model.clicks > 4) & link_model.words[0].startswith("o"))
    assert link.words == ["one", "two"]
    stale = link_model.get("counted", 1)
    link.update(actions=[link_model.clicks.set(link_model.clicks + 1)])
    with pytest.raises(UpdateError) as failure:
        stale.update(actions=[link_model.clicks.set(0)])
    assert failure.value.cause_response_code == "ConditionalCheckFailedException"


def test_pages_batches_and_both_kinds_of_index(link_model):
    with link_model.batch_write() as batch:
        for part in range(40):
            batch.save(link_model(
                "many", part, country="NA" if part % 2 else "BO", clicks=part, day=f"2026-12-{40 - part:02}"))
    query = link_model.query("many", link_model.part.between(5, 25), page_size=4, scan_index_forward=False)
    assert [link.part for link in query] == list(range(25, 4, -1))
    limited = link_model.query("many", limit=3)
    assert [link.part for link in limited] == [0, 1, 2]
    more = link_model.query("many", limit=3, last_evaluated_key=limited.last_evaluated_key)
    assert [link.part for link in more] == [3, 4, 5]
    assert link_model.count("many", filter_condition=link_model.country == "BO") == 20
    found = link_model.batch_get([("many", part) for part in range(40)] + [("many", 99)])
    assert {link.part for link in found} == set(range(40))
    scanned = link_model.scan(link_model.clicks.is_in(3, 4) & (link_model.link == "many"), page_size=7)
    assert {link.part for link in scanned} == {3, 4}

    top = link_model.by_country.query("NA", scan_index_forward=False, limit=2)
    assert [(link.part, link.clicks) for link in top] == [(39, 39), (37, 37)]
    assert link_model.by_country.count("BO") == 20
    days = link_model.by_day.query("many", link_model.day < "2026-12-04", consistent_read=True)
    assert [link.part for link in days] == [39, 38, 37]


def test_transactions_are_all_or_nothing(link_model):
    connection = Connection(
        region=link_model.Meta.region, host=link_model.Meta.host,
        aws_access_key_id=link_model.Meta.aws_access_key_id,
        aws_secret_access_key=link_model.Meta.aws_secret_access_key)
    with TransactWrite(connection=connection) as transaction:
        transaction.save(link_model("transacted", 1, clicks=1))
        transaction.save(link_model("transacted", 2, clicks=2))
    with pytest.raises(TransactWriteError) as failure:
        with TransactWrite(connection=connection) as transaction:
            transaction.save(link_model("transacted", 3))
            transaction.condition_check(link_model, "transacted", 1, condition=link_model.clicks > 5)
    assert failure.value.cause_response_code == "TransactionCanceledException"
    with TransactGet(connection=connection) as transaction:
        read = [transaction.get(link_model, "transacted", part) for part in (1, 2)]
    assert [future.get().clicks for future in read] == [1, 2]
    with pytest.raises(DoesNotExist):
        link_model.get("transacted", 3)


def test_a_model_without_its_table_says_so(link_model):
    class Elsewhere(link_model):
        class Meta(link_model.Meta):
            table_name = "pynamo-never-made"

    assert not Elsewhere.exists()
    with pytest.raises(TableDoesNotExist):
        Elsewhere.describe_table()
    with pytest.raises(PutError) as failure:
        Elsewhere("a", 1).save()
    assert failure.value.cause_response_code == "ResourceNotFoundException"
