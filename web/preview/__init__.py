"""The pages of lessons under way, for their author."""
