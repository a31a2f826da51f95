"""What a process does to itself before it runs a program that nobody trusts. Light, and standard library only."""
