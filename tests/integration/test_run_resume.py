"""Runs that are killed, interrupted or continued end like one that was left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COUNT = 60


@pytest.fixture
def slow(toy):
    """A run of a second or two."""
    toy.good_notes(COUNT)
    toy.env["TOY_SLOW"] = "0.02"
    return toy


def done(toy):
    """Documents in the journal."""
    journal = toy.out / ".cascara/journal.ndjson"
    return len(journal.read_bytes().splitlines()) if journal.exists() else 0


def children(pid):
    try:
        return [int(pid) for pid in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def workers(pid):
    """The worker processes of a run: its child starts them."""
    return [worker for child in children(pid) for worker in children(child)]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_killed_run_goes_on_to_the_same_end(slow, wait_for):
    run = slow.start("-j", "2", "--resume")  # there is nothing yet to go on with
    wait_for(lambda: done(slow) > 5)
    theirs = children(run.pid) + workers(run.pid)
    assert len(theirs) == 3
    run.kill()
    run.communicate()
    wait_for(lambda: not any(alive(pid) for pid in theirs))
    assert 5 < done(slow) < COUNT
    with (slow.out / ".cascara/journal.ndjson").open("ab") as journal:
        journal.write(b'["n0')
    result = slow.run("-j", "2", "--resume")
    assert result.returncode == 0, result.stderr
    assert slow.tree() == slow.outputs(COUNT)
    counts = slow.manifest()["counts"]
    assert counts["found"] == COUNT
    assert counts["done"] + counts["skipped"] == COUNT
    assert counts["skipped"] > 5


def test_killed_worker_loses_nothing(slow, wait_for):
    run = slow.start("-j", "2")
    wait_for(lambda: done(slow) > 5)
    os.kill(workers(run.pid)[0], signal.SIGKILL)
    _, told = run.communicate()
    assert (run.returncode, told) == (0, "")
    assert slow.tree() == slow.outputs(COUNT)


def test_interrupted_run_says_how_to_go_on(slow, wait_for, capsys):
    run = slow.start()
    wait_for(lambda: done(slow) > 5)
    assert slow.here(*slow.arguments("--resume")) == 2
    assert "another run is at work in this folder" in capsys.readouterr().err
    theirs = workers(run.pid)
    run.send_signal(signal.SIGINT)
    shown, told = run.communicate()
    assert run.returncode == 130
    assert "Traceback" not in shown + told
    assert told.startswith("go on with: cascara run p.yaml -i ")
    assert told.rstrip().endswith("--resume")
    assert slow.manifest()["status"] == "interrupted"
    assert not any(alive(pid) for pid in theirs)
    assert not list(slow.out.rglob("*.tmp"))
    assert slow.run("--resume").returncode == 0
    assert slow.tree() == slow.outputs(COUNT)


@pytest.mark.parametrize("delay", [0.0, 0.3])
def test_ctrl_c_may_come_while_workers_start(toy, wait_for, delay):
    """A terminal sends it to the whole group of processes."""
    toy.good_notes(3)
    toy.env["TOY_SLOW"] = "0.5"
    run = subprocess.Popen(
        toy.command(*toy.arguments()),
        env=toy.env,
        cwd=toy.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: workers(run.pid))
    time.sleep(delay)
    os.killpg(run.pid, signal.SIGINT)
    shown, told = run.communicate()
    assert run.returncode == 130
    assert "Traceback" not in shown + told


DIFFERENCES = {
    "annotators[0].shortest was 2, is 3": ["--set", "capitals.shortest=3"],
    "writers was [lines, sheet], is [lines]": ["--set", "writers=[lines]"],
    "a value from the environment or a type system": {"WORDS": "b"},
    "annotator capitals.words was '1', is '2'": {"TOY_WORDS": "2"},
    "cascara-toy was '1.0', is '1.1'": "1.1",
}


def test_a_run_goes_on_only_as_it_began(toy, capsys, monkeypatch):
    toy.good_notes(1)
    toy.env["WORDS"] = "a"
    toy.pipeline("""
        cascara: 1
        reader: notes
        annotators: [{use: capitals, words: "${WORDS}"}]
        writers: [lines, sheet]
        """)
    assert toy.run().returncode == 0
    for difference, change in DIFFERENCES.items():
        with monkeypatch.context() as patch:
            patch.setenv("WORDS", "a")
            for name, value in change.items() if isinstance(change, dict) else ():
                patch.setenv(name, value)
            if isinstance(change, str):
                toy.install("cascara-toy", (toy.site / "cascara_toy.py").read_text(), change)
            more = change if isinstance(change, list) else []
            assert toy.here(*toy.arguments("--resume", *more)) == 2
            told = capsys.readouterr().err
            assert "run.json: this run began differently and cannot go on: " in told
            assert f"cannot go on: {difference}; use what it began with, or another" in told
    monkeypatch.setenv("WORDS", "a")
    assert toy.here(*toy.arguments()) == 2
    told = capsys.readouterr().err
    assert "out: holds a run already; add --resume to go on with it, or choose another" in told
    assert toy.tree() == toy.outputs(1)


def test_what_was_set_aside_is_tried_again(toy):
    toy.good_notes(3)
    toy.note("n001", "n1 has PAIN and ACHE WX DIE")
    toy.note("n002", "n2 has PAIN and ACHE WXX RAISE")
    mended = toy.folder / "mended"
    toy.pipeline(f"""
        cascara: 1
        reader: notes
        annotators: [{{use: trouble, once: {mended}}}, capitals]
        writers: [lines, sheet]
        """)
    assert toy.run().returncode == 1
    assert set(toy.set_aside()) == {"n001.json", "n002.json"}
    mended.touch()
    assert toy.run("--resume").returncode == 0
    assert toy.manifest()["counts"] == {"found": 3, "done": 2, "failed": 0, "skipped": 1}
    tree = toy.tree()
    assert set(tree) == set(toy.outputs(3))
    assert tree["lines/n002.lines"] == b"n002\nPAIN\nACHE\nWXX\nRAISE\n"
    assert tree["sheet.tsv"] == b"id\tmarks\nn000\t2\nn001\t4\nn002\t4\n"


def test_worker_killed_while_it_starts_is_replaced(slow, wait_for):
    run = slow.start("-j", "2")
    wait_for(lambda: len(workers(run.pid)) >= 1)
    os.kill(workers(run.pid)[0], signal.SIGKILL)
    _, told = run.communicate()
    assert (run.returncode, told) == (0, "")
    assert slow.tree() == slow.outputs(COUNT)


def test_no_worker_outlives_the_process_that_starts_them(slow, wait_for):
    run = slow.start("-j", "2")
    wait_for(lambda: done(slow) > 5)
    theirs = workers(run.pid)
    os.kill(children(run.pid)[0], signal.SIGKILL)
    _, told = run.communicate()
    assert run.returncode == 1
    assert told.startswith("cascara: the process that starts workers was killed\n")
    wait_for(lambda: not any(map(alive, theirs)))
    assert slow.run("--resume").returncode == 0
    assert slow.tree() == slow.outputs(COUNT)


def test_a_program_with_threads_can_run_a_pipeline(toy):
    """A fork would copy its locks; workers start afresh, and one that is lost is replaced."""
    toy.good_notes(3)
    toy.note("dies", "DIE")
    program = toy.folder / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, program, toy.notes, toy.out]
    result = subprocess.run(command, env=toy.env, cwd=toy.folder, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (1, "")
    assert list(toy.set_aside()) == ["dies.json"]
    tree = toy.tree()
    assert {name: tree[name] for name in toy.outputs(3)} == toy.outputs(3)


PROGRAM = """
import sys
import threading
from pathlib import Path

from cascara.core.console import ProgressScreen
from cascara.core.running.report import Options
from cascara.core.running.runner import run

if __name__ == "__main__":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    options = Options("p.yaml", [Path(sys.argv[1])], Path(sys.argv[2]))
    with ProgressScreen() as screen:
        sys.exit(run(options, screen).exit_code)
"""
