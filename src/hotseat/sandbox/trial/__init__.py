"""The smallest program: it shows that programs run here."""
