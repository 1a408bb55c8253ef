"""From mentions to statements of tolls."""
