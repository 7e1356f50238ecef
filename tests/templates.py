"""The generator's templates as they lie there, the runtime's modules included."""

from __future__ import annotations

from docs2sdk import install_paths

TEXTS = {
    path.relative_to(install_paths.find_templates()).as_posix(): path.read_text("utf-8")
    for path in sorted(install_paths.find_templates().rglob("*"))
    if path.suffix in (".j2", ".py")
}
