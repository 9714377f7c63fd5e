"""A small terminology of our own."""

from __future__ import annotations

import pytest
from cascara.annotators.dictionary.compile import Stamp, build

TERMS = """\
text\tcui\ttui
chest pain\tC0008031\tT184
pain\tC0030193\tT184
fever\tC0015967\tT184
cough\tC0010200\tT184
headache\tC0018681\tT184
hypertension\tC0020538\tT047
type 2 diabetes\tC0011860\tT047
breast cancer\tC0006142\tT191
pneumonia\tC0032285\tT047
asthma\tC0004096\tT047
metoprolol\tC0025859\tT109
ibuprofen\tC0020740\tT109
metformin\tC0025598\tT109
aspirin\tC0004057\tT109
abdomen\tC0000726\tT029
auscultation\tC0004339\tT060
"""


@pytest.fixture(scope="session")
def terminology(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of a compiled terminology with the findings and drugs of the kit's note."""
    folder = tmp_path_factory.mktemp("terminology")
    (folder / "small.tsv").write_text(TERMS)
    build([folder / "small.tsv"], folder / "small.terms", Stamp("small", "1", "CC0-1.0"))
    return str(folder / "small.terms")
