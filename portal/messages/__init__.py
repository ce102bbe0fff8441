"""Messages to people: what they say, how they leave, and the page that shows them."""
