"""The ways to study a lesson. A mode is a list of parts, and a template that lays them out."""
