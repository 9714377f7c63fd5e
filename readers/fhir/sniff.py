"""Whether a file is FHIR, told by its first bytes."""

from __future__ import annotations

import re

from ..heads import is_json, start_of, xml_root
from .xml import NAMESPACE

# Within a string of JSON, quotes are escaped: an unescaped name of a property is one.
_KIND = re.compile(r'(?<!\\)"resourceType"\s*:\s*"[A-Z][A-Za-z]+"')


def looks_like_fhir(head: bytes) -> bool:
    """Whether a file that begins like this holds FHIR resources: JSON, XML or NDJSON."""
    root = xml_root(head)
    if root is not None:
        return root.namespace == NAMESPACE
    return is_json(head) and bool(_KIND.search(start_of(head)))
