"""The component labs: one part of a service each, judged with what they have in common. A module here is one lab's acts."""
