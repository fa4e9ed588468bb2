"""The workbench: where a student changes a lesson's program and what its clients do, and runs it in the browser."""
