"""What a mail provider tells by webhook: mail that came in, and what became of mail that went out."""
