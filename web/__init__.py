"""The web pages of Stepwire."""
