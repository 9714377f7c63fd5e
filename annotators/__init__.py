"""What reads clinical text: one folder a component, its rules as data beside it."""
