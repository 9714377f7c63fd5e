"""The named pipelines, as YAML."""
