"""The editor's commands: new, order, the report on drafts, the server for drafts."""
