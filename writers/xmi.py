"""CASes as UIMA XMI, for Java UIMA, cTAKES and dkpro-cassis."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..core.cas import Cas
from ..core.component import ComponentConfig, Writer
from ..core.xmi import write_xmi


class XmiWriter(Writer):
    """One XMI file a document, with all views and annotations. Offsets are UTF-16 units."""

    name: ClassVar[str] = "xmi"
    suffix = ".xmi"

    class Config(ComponentConfig):
        """Options of the XMI writer."""

        types: Literal["all", "ctakes"] = "all"
        """``ctakes``: only types that Java cTAKES knows, for a JVM without Cascara's types."""

    def render(self, cas: Cas) -> bytes:
        """The CAS as XMI. Raises CasError when something in it is invalid."""
        return write_xmi(cas, types=self.config.types)
