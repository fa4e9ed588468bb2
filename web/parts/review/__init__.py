"""One card of a review: asked, then told what is so."""
