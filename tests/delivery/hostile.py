"""Packs as somebody hostile would make them: right about themselves, whatever they hold."""

import hashlib
import io
import json
import zipfile


def manifest_of(files: dict[str, bytes], sizes: dict[str, int] | None = None) -> bytes:
    """A manifest that is right about itself, whatever it lists."""
    manifest = {
        "slug": "zed\x1b[31m",
        "signatures": 10**9,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "sizes": sizes or {name: len(content) for name, content in files.items()},
    }
    rest = json.dumps(manifest, ensure_ascii=True, indent=1, sort_keys=True)
    own = {"manifest_sha256": hashlib.sha256(rest.encode()).hexdigest()}
    return json.dumps(manifest | own, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n"


def sealed(pack: bytes) -> bytes:
    """With a comment that is right about what stands before it."""
    whole = pack[:-2] + (71).to_bytes(2, "little")
    return whole + b"sha256:" + hashlib.sha256(whole).hexdigest().encode()


def zip_of(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in members:
            whole.writestr(name, content)
    return sealed(out.getvalue())
