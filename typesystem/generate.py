"""Makes names.py from the XML descriptions: ``python -m cascara.typesystem.generate`` prints it."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources

from lxml import etree

BUILT_IN = (
    "uima.cas.TOP",
    "uima.cas.FSArray",
    "uima.cas.FSList",
    "uima.tcas.Annotation",
    "uima.tcas.DocumentAnnotation",
)
LINE_LENGTH = 100
HEADER = '"""Full type names as constants; generate.py makes them from the XML files."""\n\n'


def type_names() -> Iterator[str]:
    """The names of all types of the shipped descriptions, in their order."""
    for file in ("ctakes.xml", "cascara.xml"):
        tree = etree.fromstring(resources.files(__package__).joinpath(file).read_bytes())
        for name in tree.iterfind(".//{*}typeDescription/{*}name"):
            yield str(name.text).strip()


def constant(name: str, package: bool) -> str:
    """``textsem.MedicationMention`` -> ``MEDICATION_MENTION``, with its last package when asked."""
    parts = name.split(".")
    words = "_".join(parts[-2:]) if package else parts[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", words).upper()


def source() -> str:
    """The text of names.py."""
    names = [*BUILT_IN, *type_names()]
    count = Counter(constant(name, False) for name in names)
    lines = (assignment(constant(name, count[constant(name, False)] > 1), name) for name in names)
    return HEADER + "".join(lines)


def assignment(left: str, right: str) -> str:
    """One line, or three where it would be longer than the formatter allows."""
    line = f'{left} = "{right}"\n'
    return line if len(line) <= LINE_LENGTH + 1 else f'{left} = (\n    "{right}"\n)\n'


if __name__ == "__main__":
    print(source(), end="")
