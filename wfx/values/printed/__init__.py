"""What a printed table says, once it is read: between the reader and the duty that judges it."""
