"""A memory of a bounded size."""

from cascara.annotators.dictionary.recent import Recent


def test_what_is_asked_for_again_and_again_stays():
    recent = Recent(3)
    recent.add("often", 0)
    for number in range(100):
        recent.add(str(number), number)
        assert recent.get("often") == 0
    assert recent.get("99") == 99
    assert recent.get("1") is None


def test_the_last_entries_are_remembered_and_the_others_take_no_room():
    recent = Recent(3)
    for number in range(100):
        recent.add(number, number)
        last = range(max(0, number - 2), number + 1)
        known = {**recent._earlier, **recent.latest}
        assert set(last) <= set(known)
        assert len(known) <= 6
