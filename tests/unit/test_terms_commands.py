"""``cascara terms``: what it says and its exit codes."""

import pytest
from cascara.annotators.dictionary.commands import terms
from typer.testing import CliRunner

RUNNER = CliRunner()


@pytest.fixture
def built(tmp_path):
    source = tmp_path / "mine.tsv"
    source.write_text(
        "text\tcui\ttui\ngout\tC0018099\tT047\nMS\tC0026769\tT047\nthe\t\t\nfoo\t\t\n"
    )
    output = tmp_path / "mine.terms"
    arguments = ["build", str(source), "-o", str(output), "--licence", "CC0", "--version", "3"]
    result = RUNNER.invoke(terms, arguments)
    assert result.exit_code == 0, result.output
    return output, result.output


def test_build_says_what_became_of_the_rows(built):
    output, said = built
    assert "4 rows read, 3 kept" in said
    assert "1 dropped: stop term: article or determiner (mine.tsv:4)" in said
    assert "1 kept without a semantic group" in said
    assert f"{output}: 3 terms, mine@3#" in said


def test_info_says_what_it_holds_and_whether_it_is_intact(built):
    path, _ = built
    said = RUNNER.invoke(terms, ["info", str(path)])
    assert said.exit_code == 0
    for words in ("mine@3#", "CC0", "mine.tsv, 4 rows, sha256", "(intact)"):
        assert words in said.output
    data = bytearray(path.read_bytes())
    data[data.index(b"gout\n")] ^= 1
    path.write_bytes(bytes(data))
    said = RUNNER.invoke(terms, ["info", str(path)])
    assert said.exit_code == 1
    assert "DAMAGED" in said.output


def test_find_shows_the_rows_of_terms(built):
    path, _ = built
    said = RUNNER.invoke(terms, ["find", str(path), "Gout", "ms", "nothing"])
    assert said.exit_code == 0
    assert "mine:2  disorder  T047  C0018099  [mine.tsv:2]" in said.output
    assert "(only in capitals)" in said.output
    assert "nothing: not a term" in said.output
    assert RUNNER.invoke(terms, ["find", str(path), "nothing"]).exit_code == 1


def test_find_in_the_one_that_comes_with_cascara():
    said = RUNNER.invoke(terms, ["find", "open", "heart attack"])
    assert said.exit_code == 0
    assert "MSH D009203" in said.output
