"""Views as JSON, CSV, Markdown and workspace folders."""
