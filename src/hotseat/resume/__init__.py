"""A résumé as lines that must stand: reading its layout, its four questions, cross-examination. Pure."""
