"""Values and rules that everything else speaks of. Standard library only; no input, output, clock or chance."""
