"""The parts that lessons' pages are made of. A part is a view model, a template, a style and a script of one stem."""
