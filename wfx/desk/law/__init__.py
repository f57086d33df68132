"""Rules, schemas and templates: founded, changed, upgraded."""
