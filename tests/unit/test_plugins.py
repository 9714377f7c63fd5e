"""Plug-ins are found, checked, set aside when bad, and never imported without need."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest
from cascara.core import plugins as module
from cascara.core.component import Annotator
from cascara.core.errors import ConfigError
from cascara.core.plugins import Plugins

Install = Callable[..., None]

pytestmark = pytest.mark.usefixtures("own_builtin")

GOOD = """
    from cascara.core.component import Annotator
    from cascara.core.hookspecs import hookimpl

    class {cls}(Annotator):
        '''Counts {name} things.

        More words.
        '''
        name = "{name}"
        def process(self, cas): ...

    @hookimpl
    def cascara_annotators():
        return [{cls}]
"""


def good(name: str) -> str:
    """The code of a plug-in with one annotator."""
    return GOOD.format(cls=name.capitalize(), name=name)


def test_component_of_a_third_party_is_found_by_name(install_plugin: Install) -> None:
    install_plugin("cascara-one", good("one"))
    found = Plugins().annotator("one")
    assert issubclass(found, Annotator)
    assert found.name == "one"


def test_built_in_name_imports_no_third_party(install_plugin: Install) -> None:
    install_plugin("cascara-one", good("one"))
    plugins = Plugins()
    assert plugins.annotator("shipped").name == "shipped"
    assert "cascara_one" not in sys.modules
    assert [row.name for row in plugins.info()] == ["shipped"]
    plugins.annotator("one")
    assert "cascara_one" in sys.modules


def test_making_the_manager_imports_neither_components_nor_third_parties() -> None:
    code = """
        import sys
        from cascara.core.plugins import Plugins
        Plugins()
        heavy = ("numpy", "typer", "rich", "cascara.builtin", "cascara.annotators")
        print([name for name in heavy if name in sys.modules])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_commands_are_known_without_loading_annotators() -> None:
    code = """
        import sys
        from cascara.core.plugins import Plugins
        rows = Plugins().info("command")
        print([row.name for row in rows], "cascara.annotators.assertion" in sys.modules)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['terms'] False"


def test_info_has_a_row_for_everything_built_in_first(install_plugin: Install) -> None:
    install_plugin("cascara-b", good("bee"), version="2.1")
    install_plugin("cascara-a", good("ant"))
    plugins = Plugins()
    plugins.load_all()
    assert [(r.sort, r.name, r.description, r.package, r.version) for r in plugins.info()] == [
        ("annotator", "shipped", "Counts shipped things.", "cascara", module.__version__),
        ("annotator", "ant", "Counts ant things.", "cascara-a", "1.0"),
        ("annotator", "bee", "Counts bee things.", "cascara-b", "2.1"),
    ]
    assert plugins.problems == []


def test_unknown_name_is_told_with_the_nearest_right_one(install_plugin: Install) -> None:
    install_plugin("cascara-one", good("smoking"))
    with pytest.raises(ConfigError, match=r"unknown annotator 'smokin'; did you mean 'smoking'\?"):
        Plugins().annotator("smokin")


def test_unknown_name_without_a_neighbour_is_told_with_all(install_plugin: Install) -> None:
    install_plugin("cascara-one", good("one"))
    with pytest.raises(ConfigError, match=r"unknown annotator 'xyzzy'; known: one, shipped$"):
        Plugins().annotator("xyzzy")


def test_name_of_another_sort_is_told_as_that() -> None:
    with pytest.raises(ConfigError, match=r"unknown writer 'shipped'; there is an? annotator"):
        Plugins().writer("shipped")


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        ("raise SystemExit(3)", "import", "SystemExit: 3, at cascara_bad.py:1"),
        ("import no_such_thing_at_all", "import", "No module named 'no_such_thing_at_all'"),
        ("raise ValueError('first line\\nsecond line')", "import", "ValueError: first line, at"),
        ("class Abort(BaseException): ...\nraise Abort", "import", "Abort, at cascara_bad.py:2"),
        ("def f(:", "import", "SyntaxError"),
        (
            good("bad").replace("cascara_annotators", "cascara_anotators"),
            "hook",
            "unknown hook 'cascara_anotators'; did you mean 'cascara_annotators'?",
        ),
        (good("bad").replace("annotators()", "annotators(run)"), "hook", "{'run'}"),
        (good("bad").replace("@hookimpl", ""), "hook", "not marked with @hookimpl"),
        (
            good("bad").replace("@hookimpl", "").replace("cascara_annot", "cascara_anot"),
            "hook",
            "cascara_anotators is not marked",
        ),
        (good("bad").replace("return [Bad]", "return Bad"), "result", "not a list"),
        (good("bad").replace("return [Bad]", "raise SystemExit"), "result", "raised SystemExit"),
        (good("bad").replace("return [Bad]", "return [Bad, Bad]"), "component", "given twice"),
    ],
)
def test_bad_plugin_is_set_aside_and_the_others_work(
    install_plugin: Install, code: str, reason: str, words: str
) -> None:
    install_plugin("cascara-bad", code, version="0.3")
    install_plugin("cascara-one", good("one"))
    plugins = Plugins()
    plugins.load_all()
    assert plugins.annotator("one").name == "one"
    assert plugins.annotator("shipped").name == "shipped"
    (problem,) = plugins.problems
    assert (problem.plugin, problem.distribution) == ("cascara_bad", "cascara-bad")
    assert (problem.version, problem.reason) == ("0.3", reason)
    assert words in problem.message
    assert "\n" not in problem.message
    with pytest.raises(ConfigError) as error:
        plugins.annotator("bad")
    assert "cascara-bad 0.3" in str(error.value)
    assert words in str(error.value)


def test_plugin_that_is_an_odd_object_is_set_aside(install_plugin: Install) -> None:
    code = """
        class Odd:
            def __dir__(self):
                return ["cascara_annotators"]
            def __getattr__(self, name):
                raise RuntimeError(name)
        odd = Odd()
    """
    install_plugin("cascara-bad", code, target="cascara_bad:odd")
    plugins = Plugins()
    plugins.load_all()
    (problem,) = plugins.problems
    assert (problem.reason, "RuntimeError" in problem.message) == ("hook", True)


def test_hook_of_a_later_version_may_be_optional(install_plugin: Install) -> None:
    later = "@hookimpl(optionalhook=True)\n    def cascara_later(): ...\n"
    install_plugin("cascara-one", good("one") + "\n    " + later)
    assert Plugins().annotator("one").name == "one"


def test_package_with_damaged_metadata_goes_by_its_module(install_plugin: Install) -> None:
    site = install_plugin("cascara-one", good("one"))
    (site / "cascara_one-1.0.dist-info" / "METADATA").unlink()
    plugins = Plugins()
    plugins.load_all()
    (row,) = [row for row in plugins.info() if row.name == "one"]
    assert (row.package, row.version) == ("cascara_one", "?")


def test_keyboard_interrupt_at_import_is_no_problem_of_the_plugin(install_plugin: Install) -> None:
    install_plugin("cascara-bad", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        Plugins().load_all()


def test_entry_point_that_leads_nowhere_is_a_problem(install_plugin: Install) -> None:
    install_plugin("cascara-bad", "x = 1", target="cascara_bad:missing")
    plugins = Plugins()
    plugins.load_all()
    (problem,) = plugins.problems
    assert problem.reason == "import"
    assert "missing" in problem.message


def test_name_of_two_packages_is_an_error_that_names_both(install_plugin: Install) -> None:
    install_plugin("cascara-a", good("same"), version="1.5")
    install_plugin("cascara-b", good("same"), version="2.5")
    install_plugin("cascara-c", good("other"))
    plugins = Plugins()
    with pytest.raises(ConfigError, match=r"'same' is in cascara-a 1\.5 and in cascara-b 2\.5"):
        plugins.annotator("same")
    assert plugins.annotator("other").name == "other"
    (problem,) = plugins.problems
    assert problem.reason == "duplicate"
    assert "cascara-a 1.5" in problem.message
    assert "cascara-b 2.5" in problem.message


def test_chosen_plugin_goes_before_others_of_the_same_names(install_plugin: Install) -> None:
    install_plugin("cascara-a", good("same"))
    install_plugin("cascara-b", good("same"))
    plugins = Plugins()
    plugins.load(["cascara-b"])
    plugins.load(["cascara-b"])
    assert plugins.annotator("same").__module__ == "cascara_b"
    assert "cascara_a" not in sys.modules


def test_name_of_a_built_in_sets_the_plugin_aside(install_plugin: Install) -> None:
    install_plugin("cascara-a", good("shipped"))
    plugins = Plugins()
    plugins.load_all()
    assert plugins.annotator("shipped").__module__ == "own_builtin"
    (problem,) = plugins.problems
    assert problem.reason == "duplicate"
    assert f"in cascara {module.__version__} and in cascara-a 1.0" in problem.message
    with pytest.raises(ConfigError, match=r"cascara-a.*cannot be used.*'shipped' is in"):
        Plugins().load(["cascara-a"])


@pytest.mark.parametrize("name", ["cascara-one", "Cascara_One", "cascara_one"])
def test_load_takes_names_as_installers_do(install_plugin: Install, name: str) -> None:
    install_plugin("cascara-one", good("one"))
    install_plugin("cascara-two", good("two"))
    plugins = Plugins()
    plugins.load([name])
    assert "cascara_one" in sys.modules
    assert "cascara_two" not in sys.modules


def test_load_of_what_is_not_installed_or_bad_is_an_error(install_plugin: Install) -> None:
    install_plugin("cascara-one", good("one"))
    install_plugin("cascara-bad", "1 / 0")
    with pytest.raises(ConfigError, match=r"no plug-in 'cascara-onne' .*'cascara-one'"):
        Plugins().load(["cascara-onne"])
    with pytest.raises(ConfigError, match=r"'cascara-bad' cannot be used.*ZeroDivisionError"):
        Plugins().load(["cascara-bad"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("(Annotator):", ":", "no subclass of Annotator"),
        ("return [Bad]", "return [Bad()]", "a Bad object is no subclass of Annotator"),
        ('name = "bad"', "", "name None"),
        ('name = "bad"', 'name = "Bad one"', "'Bad one' does not match"),
        ('name = "bad"', 'name = "bad"; Config = dict', "Config is no subclass"),
        ('name = "bad"', 'name = "bad"; reads = "Sentence"', "reads is not a tuple"),
        ('name = "bad"', 'name = "bad"; writes = (1,)', "writes is not a tuple"),
        ("def process(self, cas)", "def proces(self, cas)", "does not define process"),
    ],
)
def test_component_is_checked_when_registered(
    install_plugin: Install, old: str, new: str, words: str
) -> None:
    assert old in good("bad")
    install_plugin("cascara-bad", good("bad").replace(old, new))
    plugins = Plugins()
    plugins.load_all()
    (problem,) = plugins.problems
    assert problem.reason == "component"
    assert words in problem.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("name = 'w'; suffix = 'txt'\n    def render(self, cas): ...", "suffix 'txt'"),
        ("name = 'w'\n    def render(self, cas): ...", "suffix None"),
        ("name = 'w'; suffix = '.txt'", "does not define render"),
    ],
)
def test_writer_is_checked_when_registered(install_plugin: Install, body: str, words: str) -> None:
    code = f"""
from cascara.core.component import Writer
from cascara.core.hookspecs import hookimpl

class Bad(Writer):
    {body}

@hookimpl
def cascara_writers():
    return [Bad]
"""
    install_plugin("cascara-bad", code)
    plugins = Plugins()
    plugins.load_all()
    (problem,) = plugins.problems
    assert words in problem.message
