"""The résumé: its tables, actions and pages."""
