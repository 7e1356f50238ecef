"""From anything in the client to the page, the rule and the overlay behind it, and back."""
