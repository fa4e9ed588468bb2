"""The parts of lessons' pages. A part is a view model, a template, a style and a script with one stem."""
