"""What an author may say: the lesson as typed, frozen data, and what is wrong with it where it stands."""
