"""PDFs as offices send them, and as somebody sends them who means harm."""

import io
from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject


def pdf(change: Callable[[PdfWriter], object] = lambda _: None, *, words: str = "Answer") -> bytes:
    """One page, and what a change put into it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": words})
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _action(**facts: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value) if value.startswith("/") else TextStringObject(value)
            for key, value in facts.items()
        }
    )


def _in_root(writer: PdfWriter, key: str, value: DictionaryObject | ArrayObject) -> None:
    writer.root_object[NameObject(key)] = value


def _on_page(writer: PdfWriter, key: str, value: DictionaryObject | ArrayObject) -> None:
    writer.pages[0][NameObject(key)] = value


def _names(kind: str, value: DictionaryObject) -> DictionaryObject:
    named = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), value])})
    return DictionaryObject({NameObject(kind): named})


def _far_from_any_page(writer: PdfWriter) -> None:
    writer._add_object(_action(S="/Launch", F="calc.exe"))


def _chained(writer: PdfWriter) -> None:
    step = _action(S="/URI", URI="https://example.org")
    step[NameObject("/Next")] = _action(S="/JavaScript", JS="app.alert(1)")
    _in_root(writer, "/OpenAction", step)


def _begins_on_a_page(writer: PdfWriter) -> None:
    place = [
        writer.pages[0].indirect_reference,
        NameObject("/XYZ"),
        NumberObject(0),
        NumberObject(0),
        NumberObject(0),
    ]
    _in_root(writer, "/OpenAction", ArrayObject(place))


HARMFUL = {
    "a script": lambda w: _in_root(
        w, "/Names", _names("/JavaScript", _action(S="/JavaScript", JS="app.alert(1)"))
    ),
    "a script on opening": lambda w: _in_root(w, "/OpenAction", _action(S="/JavaScript", JS="app.alert(1)")),
    "a program that is started": lambda w: _in_root(w, "/OpenAction", _action(S="/Launch", F="calc.exe")),
    "a script behind a link": _chained,
    "a script of a page": lambda w: _on_page(
        w, "/AA", DictionaryObject({NameObject("/O"): _action(S="/JavaScript")})
    ),
    "a file within": lambda writer: writer.add_attachment("evil.html", b"<script>alert(1)</script>"),
    "a launch that no page leads to": _far_from_any_page,
    "a form that sends": lambda w: _on_page(
        w, "/Annots", ArrayObject([_action(S="/SubmitForm", F="https://zed")])
    ),
    "a form of the other kind": lambda w: _in_root(w, "/AcroForm", _action(XFA="<xdp/>")),
    "a film": lambda w: _on_page(w, "/Annots", ArrayObject([_action(Subtype="/RichMedia")])),
}
HARMLESS = {"a plain page": lambda _: None, "where to begin": _begins_on_a_page}


def locked() -> bytes:
    """One that opens with a password."""
    return pdf(lambda writer: writer.encrypt("secret"))
