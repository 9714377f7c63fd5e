"""Runs from the command line: what comes out, and what becomes of documents that fail."""

from __future__ import annotations

import json
import re

import pytest

NAME = "Wojciechowska"
"""A word of the notes that may not be anywhere but in the outputs of its own note."""

FAILING = {
    "raises": "RAISE",
    "hangs": "HANG",
    "kills": "DIE",
    "leaves": "LEAVE",
    "cancels": "CANCEL",
    "badread": "BADREAD",
    "unreadable": "UNREADABLE",
    "badrender": "BADRENDER",
}


def fail_in_every_way(toy):
    for name, word in FAILING.items():
        toy.note(name, f"{name} Mrs {NAME} {word}")
    toy.note("zero", "")


def test_all_done(toy):
    toy.good_notes(5)
    toy.env["TOY_EVENTS"] = str(toy.folder / "events")
    result = toy.run()
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(toy.tree()) == [*(f"lines/n{n:03}.lines" for n in range(5)), "sheet.tsv"]
    assert (toy.out / "lines/n001.lines").read_text() == "n001\nPAIN\nACHE\nWX\n"
    rows = [f"n{n:03}\t{2 if n == 0 else 3}" for n in range(5)]
    assert (toy.out / "sheet.tsv").read_text().splitlines() == ["id\tmarks", *rows]
    assert re.search(r"found +done +set aside +done before\s+\S+\s+5 +5 +0 +0\b", result.stdout)
    assert re.search(r"4 letters +word +11\b", result.stdout)
    assert "out/lines/n000.lines" in result.stdout

    manifest = toy.manifest()
    assert manifest["status"] == "finished"
    assert manifest["counts"] == {"found": 5, "done": 5, "failed": 0, "skipped": 0}
    assert manifest["packages"]["cascara-toy"] == "1.0"
    assert manifest["fingerprints"] == {"annotator capitals": {"words": "1"}}
    assert manifest["pipeline"]["annotators"][0] == {"use": "capitals", "shortest": 2, "words": ""}
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", manifest["pipeline_hash"])
    assert set(manifest["seconds"]["annotators"]) == {"capitals", "trouble"}
    assert manifest["started"] <= manifest["ended"]

    events = [line.split() for line in (toy.folder / "events").read_text().splitlines()]
    assert len({event[0] for event in events}) == 1
    assert events[0][1:] == ["run-started", "running"]
    assert events[-1][1:] == ["run-finished", "finished"]
    assert [event[2] for event in events if event[1] == "started"] == [f"n{n:03}" for n in range(5)]
    assert sorted(event[2:] for event in events if event[1] == "finished") == [
        [f"n{n:03}", f"lines/n{n:03}.lines"] for n in range(5)
    ]


def test_a_document_that_fails_loses_only_itself_and_shows_no_word(toy):
    toy.good_notes(40)
    fail_in_every_way(toy)
    toy.env["TOY_EVENTS"] = str(toy.folder / "events")
    result = toy.run("-j", 2)
    assert result.returncode == 1
    assert result.stderr == ""
    tree = toy.tree()
    aside = {name for name in tree if name.startswith("quarantine/")}
    assert aside == {f"quarantine/{name}.json" for name in [*FAILING, "zero"]}
    assert {k: v for k, v in tree.items() if k not in aside} == toy.outputs(40)
    assert toy.manifest()["counts"] == {"found": 49, "done": 40, "failed": 9, "skipped": 0}

    told = {
        name.removesuffix(".json"): (record["role"], record["component"], record["reason"])
        for name, record in toy.set_aside().items()
    }
    place = r"cascara_toy:\d+"
    for name, (role, component, reason) in {
        "raises": ("annotator", "trouble", f"KeyError at {place}"),
        "leaves": ("annotator", "trouble", f"SystemExit at {place}"),
        "hangs": ("annotator", "trouble", r"took longer than 2 s"),
        "kills": ("annotator", "trouble", r"its worker process exited with 3, twice"),
        "badread": ("reader", "notes", f"ValueError at {place}"),
        "unreadable": ("reader", "notes", r".*unreadable\.note:line 1: is not a note"),
        "badrender": ("writer", "lines", f"ValueError at {place}"),
        "zero": ("reader", "notes", "is empty"),
    }.items():
        assert told[name][:2] == (role, component)
        assert re.fullmatch(reason, told[name][2])

    everything = [path for path in toy.out.rglob("*") if path.is_file()]
    everything.append(toy.folder / "events")
    assert len(everything) > 50
    for path in everything:
        assert NAME.encode() not in path.read_bytes(), path
    assert NAME not in result.stdout + result.stderr


def test_stop_at_the_first_failure(toy):
    toy.good_notes(3)
    toy.note("a", "a RAISE")
    result = toy.run("--on-error", "stop")
    assert result.returncode == 1
    assert toy.manifest()["status"] == "stopped"
    assert list(toy.set_aside()) == ["a.json"]
    assert not (toy.out / "sheet.tsv").exists()
    assert f"go on with: cascara run p.yaml -i {toy.notes}" in result.stderr


def test_limit_and_what_is_left_to_do(toy):
    toy.good_notes(6)
    assert toy.run("--limit", "2").returncode == 0
    assert toy.tree() == toy.outputs(2)
    (toy.out / "lines/n001.lines").unlink()
    (toy.out / "lines/.cascara-1-1.tmp").write_text("half written")
    assert toy.run("--resume").returncode == 0
    assert toy.manifest()["counts"] == {"found": 6, "done": 5, "failed": 0, "skipped": 1}
    assert toy.tree() == toy.outputs(6)


def test_ids_cannot_leave_the_folder_and_outputs_are_no_inputs(toy):
    toy.pipeline("""
        cascara: 1
        reader: {use: notes, named: true}
        annotators: [capitals]
        writers: [lines]
        """)
    ids = ["../../evil", f"{toy.folder}/evil", "a/../../b", "CON", "a\\..\\b", "x" * 300, "same"]
    for number, document in enumerate([*ids, "same", "same"]):
        toy.note(f"f{number}", f"{document} PAIN")
    out = toy.notes / "deeper/out"
    (out / "lines").mkdir(parents=True)
    (out / "lines/old.note").write_text("old output")
    before = set(toy.folder.rglob("*"))
    assert toy.run(out=out).returncode == 1
    made = set(toy.folder.rglob("*")) - before
    assert all(path.is_relative_to(out) for path in made)
    outputs = [path for path in (out / "lines").rglob("*.lines") if path.is_file()]
    assert sorted(path.read_text().splitlines()[0] for path in outputs) == sorted(ids)
    assert toy.manifest(out)["counts"] == {"found": 9, "done": 7, "failed": 2, "skipped": 0}
    records = [json.loads(path.read_text()) for path in (out / "quarantine").rglob("*.json")]
    reasons = [record["reason"] for record in records]
    assert reasons == ["an earlier document has the same id, 'same'"] * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "p.yaml", "-i", "none", "-o", "out"], "no document was found"),
        (["run", "none.yaml", "-i", "in", "-o", "out"], "none.yaml: cannot be read"),
        (["run", "nowhere", "-i", "in", "-o", "out"], "nowhere: unknown pipeline 'nowhere'"),
        (
            ["run", "p.yaml", "-i", "out", "-o", "out"],
            "the input out lies in the output folder out",
        ),
        (["run", "p.yaml", "-i", "in", "-o", "p.yaml"], "p.yaml: cannot be written"),
        (
            ["run", "p.yaml", "-i", "in", "-o", "out", "--set", "trouble.onse=1"],
            "did you mean 'once'",
        ),
        (
            ["run", "p.yaml", "-i", "in", "-o", "out", "--set", "notes.explode=true"],
            "the documents cannot be found: notes: ValueError at cascara_toy:",
        ),
        (["run", "needy.yaml", "-i", "in", "-o", "out"], "needy needs Section; nothing before it"),
        (["run", "bare.yaml", "-i", "in", "-o", "out"], "a run needs reader; add the key 'reader'"),
    ],
)
def test_what_cannot_start(toy, capsys, arguments, message):
    toy.good_notes(1)
    toy.pipeline("cascara: 1\nreader: notes\nannotators: [needy]\nwriters: [lines]\n", "needy.yaml")
    toy.pipeline("cascara: 1\nwriters: [lines]\n", "bare.yaml")
    assert toy.here(*arguments) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
    assert "PAIN" not in told
    assert toy.tree() == {}


@pytest.mark.parametrize(
    ("die", "message"),
    [
        ("false", "annotator 'badsetup' cannot be set up (FileNotFoundError: no list of words"),
        ("true", "a worker exited with 4 while badsetup was set up"),
    ],
)
def test_a_component_that_cannot_be_set_up(toy, capsys, die, message):
    toy.good_notes(1)
    toy.pipeline("cascara: 1\nreader: notes\nannotators: [badsetup]\nwriters: [lines]\n")
    assert toy.here(*toy.arguments("--set", f"badsetup.die={die}")) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
    assert not (toy.out / "run.json").exists()


def test_a_component_that_goes_elsewhere_and_cannot_be_closed(toy):
    toy.note("a", f"{NAME} PAIN")
    toy.pipeline("""
        cascara: 1
        reader: notes
        annotators: [capitals, restless]
        writers: [lines, sheet]
        """)
    result = toy.run(out="out")
    assert result.returncode == 0
    assert toy.tree() == {"lines/a.lines": b"a\nPAIN\n", "sheet.tsv": b"id\tmarks\na\t1\n"}
    assert re.fullmatch(
        r"cascara: a worker could not be closed: restless: ValueError at cascara_toy:\d+\n",
        result.stderr,
    )


def test_a_folder_that_no_run_made_is_not_emptied(toy, capsys):
    toy.good_notes(1)
    kept = toy.out / "quarantine/ward 3/kept.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("not of a run")
    for more in ([], ["--resume"]):
        assert toy.here(*toy.arguments(*more)) == 2
        assert "quarantine: is in the way and of no run that is known" in capsys.readouterr().err
    assert kept.read_text() == "not of a run"
    assert not (toy.out / "run.json").exists()


def test_names_of_files_cannot_steer_the_terminal(toy):
    toy.note("a\x1b[2J\nb", "RAISE")
    result = toy.run()
    assert result.returncode == 1
    assert "a\\x1b[2J" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
