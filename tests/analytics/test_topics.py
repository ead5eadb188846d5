"""Every rule has a topic, and the handbook says the same."""

from pathlib import Path

from analytics.rule import RuleKind
from analytics.topics import TOPICS, onvif_topic

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_kind_of_rule_has_a_topic_of_its_own() -> None:
    topics = [onvif_topic(kind) for kind in RuleKind]

    assert None not in topics
    assert len(set(topics)) == len(topics)


def test_the_handbook_lists_each_topic() -> None:
    text = DOCS.read_text()

    assert [topic for topic in TOPICS.values() if f"`{topic}`" not in text] == []


def test_what_onvif_has_no_word_for_has_no_topic() -> None:
    assert onvif_topic("storage_short") is None
