"""Adding an index to a table of many rows while people write into it."""

from typing import Any

from django.db.migrations.operations import AddIndex
from django.db.migrations.state import ProjectState


class AddIndexBesideWriters(AddIndex):
    """PostgreSQL builds the index without keeping anyone from writing; SQLite builds it as it always does.

    Its migration says `atomic = False`, so it may stop half-way. What an earlier try left behind, on PostgreSQL an
    index that is kept up and never read, is therefore dropped first.
    """

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: Any, _from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Build the index."""
        concurrently = schema_editor.connection.vendor == "postgresql"
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX {'CONCURRENTLY ' if concurrently else ''}IF EXISTS {name}")
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.add_index(model, self.index, **({"concurrently": True} if concurrently else {}))
