"""What an instructor reads of a class: on the terminal, as a page, as a table."""
